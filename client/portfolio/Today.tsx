import { useQuery } from '@apollo/client/react';
import type { Filter } from '../filters/index.ts';
import type { PortfolioTodayQuery } from '../generated/graphql.ts';
import { DoAction } from '../interventions/DoAction.tsx';
import { PlanAction } from '../interventions/PlanAction.tsx';
import { useFormat } from '../ui/format.ts';
import { getFragmentData, graphql } from '../ui/graphql.ts';
import { Link } from '../ui/Link.tsx';
import { Section } from '../ui/Section.tsx';
import { useSetting } from '../ui/viewer.ts';
import { useWords } from '../ui/words.ts';
import { bestOf } from './figures.ts';
import css from './page.module.css';
import { goneAfterDays, worthAnActionWithin } from './slipping.ts';
import { portfolioWords } from './words.ts';

const asking = graphql(`
  query PortfolioToday($filter: CustomerFilter!, $first: Int!) {
    customers(first: $first, filter: $filter, orderBy: { field: VALUE_AT_RISK, direction: DESC }) {
      nodes {
        id
        name
        enhancedProfile {
          personalizedInsights {
            nextBestActions {
              ...Today_action
            }
            tailoredOffers {
              ...Today_action
            }
          }
        }
      }
    }
  }
`);

export const Today_action = graphql(`
  fragment Today_action on SuggestedAction {
    actionId
    title
    description
    channel
    expectedNetValue {
      amount
      currency
    }
  }
`);

const shown = 5;
/** Of how many guests the best actions are compared: each costs a profile. */
const looked = 20;
const height = 500;

/** What to do today: the best message to each guest at risk, by what it is worth after cost. What waits for a visit is not for today. */
export function Today({ filter }: { readonly filter: Filter }) {
  const words = useWords(portfolioWords);
  const { horizonDays } = useSetting();
  const atRisk = worthAnActionWithin(filter, horizonDays);
  const asked = useQuery(asking, { variables: { filter: atRisk, first: looked } });
  return (
    <section className={css.card} aria-labelledby="portfolio-today">
      <div className={css.todayHead}>
        <h3 id="portfolio-today" className={css.cardTitle}>
          {words('todayTitle')}
        </h3>
        <PlanAction whom={{ filter: atRisk }} className={css.button} />
      </div>
      <Section asked={asked} height={height}>
        {({ customers }) => <Best guests={customers.nodes} days={goneAfterDays(horizonDays)} />}
      </Section>
    </section>
  );
}

interface BestProps {
  readonly guests: PortfolioTodayQuery['customers']['nodes'];
  /** Within which they were seen. */
  readonly days: number;
}

function Best({ guests, days }: BestProps) {
  const words = useWords(portfolioWords);
  const format = useFormat();
  const best = bestOf(
    guests.flatMap((guest) => {
      const insights = guest.enhancedProfile?.personalizedInsights;
      const actions = getFragmentData(Today_action, [...(insights?.nextBestActions ?? []), ...(insights?.tailoredOffers ?? [])]);
      const worths = actions
        .filter(({ channel }) => channel !== 'IN_PERSON')
        .map((action) => ({ guest, action, net: netOf(action.expectedNetValue) }));
      return bestOf(worths, 1);
    }),
    shown,
  );
  if (best.length === 0) return <p className={css.none}>{words('todayNone')}</p>;
  return (
    <>
      <ol className={css.actions}>
        {best.map(({ guest, action }, index) => {
          const name = guest.name ?? words('nameless', { id: guest.id });
          return (
            <li key={guest.id} className={css.action}>
              <span className={css.rank} aria-hidden="true">
                {index + 1}
              </span>
              <div className={css.actionText}>
                <p>
                  <strong>{name}</strong> · {action.title}
                </p>
                <p className={css.actionWhy}>{action.description}</p>
              </div>
              <p className={css.actionWorth}>
                {action.expectedNetValue === null ? (
                  words('todayUnknown')
                ) : (
                  <strong>{words('todayNet', { value: format.money(action.expectedNetValue) })}</strong>
                )}
                <span>{words(`by${action.channel}`)}</span>
              </p>
              <div className={css.actionDo}>
                <Link
                  to={{ to: 'guest', id: guest.id, view: 'insights' }}
                  className={css.button}
                  aria-label={words('openGuest', { name })}
                >
                  {words('open')}
                </Link>
                <DoAction
                  customerId={guest.id}
                  action={action.actionId}
                  title={`${action.title}, ${name}`}
                  className={css.button}
                />
              </div>
            </li>
          );
        })}
      </ol>
      <p className={css.caption}>{words('todayCaption', { n: guests.length, days })}</p>
    </>
  );
}

const netOf = (money: { readonly amount: string } | null) => (money === null ? null : Number(money.amount));
