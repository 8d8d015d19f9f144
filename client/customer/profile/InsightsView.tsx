import type { ReactNode } from 'react';
import { PastInterventions } from '../../interventions/PastInterventions.tsx';
import { doWords } from '../../interventions/words.do.ts';
import { Card } from '../../ui/Figure.tsx';
import { useFormat } from '../../ui/format.ts';
import { type FragmentType, getFragmentData, graphql } from '../../ui/graphql.ts';
import { NotYet, type NotYet_insufficientData } from '../../ui/NotYet.tsx';
import { Near } from '../../ui/Section.tsx';
import { useWords } from '../../ui/words.ts';
import { ActionCard, ActionCard_action } from './ActionCard.tsx';
import { LikeCard } from './LikeCard.tsx';
import css from './profile.module.css';
import { RiskCard } from './RiskCard.tsx';
import { insightWords } from './words.insights.ts';

export const InsightsView_profile = graphql(`
  fragment InsightsView_profile on EnhancedCustomerProfile {
    asOf
    customerId
    personalizedInsights {
      nextBestActions {
        ...ActionCard_action
      }
      tailoredOffers {
        ...ActionCard_action
      }
      careOpportunities {
        ...ActionCard_action
      }
      riskFactors {
        ...RiskCard_risk
      }
      itemRecommendations {
        items {
          ...LikeCard_recommendation
        }
        insufficientData {
          ...NotYet_insufficientData
        }
      }
    }
  }
`);

/** What to do for a guest, best first, and what may go wrong. */
export function InsightsView({ profile }: { readonly profile: FragmentType<typeof InsightsView_profile> }) {
  const words = useWords(insightWords);
  const done = useWords(doWords);
  const format = useFormat();
  const { asOf, customerId, personalizedInsights: insights } = getFragmentData(InsightsView_profile, profile);
  if (insights === null) return null;
  const { nextBestActions, tailoredOffers, careOpportunities, riskFactors, itemRecommendations: likes } = insights;
  const [first] = getFragmentData(ActionCard_action, [...careOpportunities, ...nextBestActions, ...tailoredOffers]).toSorted(
    byNeed,
  );
  const net = first?.expectedNetValue ?? null;
  const cardsOf = (list: 'nextBestActions' | 'tailoredOffers' | 'careOpportunities') =>
    insights[list].map((action, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: the list is answered whole, best first
      <li key={index}>
        <ActionCard action={action} list={list} asOf={asOf} customerId={customerId} />
      </li>
    ));
  return (
    <div className={css.body}>
      <h2 className={css.title}>
        {words('title', {
          first: first?.title ?? 'NONE',
          worth: net !== null && Number(net.amount) >= 1 ? format.money(net) : 'NONE',
        })}
      </h2>
      <div className={css.groups}>
        <Group title={words('actions')} none={words('noActions')} count={nextBestActions.length}>
          {cardsOf('nextBestActions')}
        </Group>
        <Group title={words('risks')} none={words('noRisks')} count={riskFactors.length}>
          {riskFactors.map((risk, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the list is answered whole, gravest first
            <li key={index}>
              <RiskCard risk={risk} asOf={asOf} customerId={customerId} />
            </li>
          ))}
        </Group>
        <Group title={words('offers')} none={words('noOffers')} count={tailoredOffers.length}>
          {cardsOf('tailoredOffers')}
        </Group>
        <Group title={words('care')} none={words('noCare')} count={careOpportunities.length}>
          {cardsOf('careOpportunities')}
        </Group>
        <Group title={words('likes')} none={words('noLikes')} count={likes.items.length} why={likes.insufficientData} isWide>
          {likes.items.map((recommendation, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the list is answered whole, best first
            <li key={index}>
              <LikeCard recommendation={recommendation} asOf={asOf} customerId={customerId} />
            </li>
          ))}
        </Group>
      </div>
      <Near height={120}>
        <Card title={done('past')}>
          <PastInterventions customerId={customerId} />
        </Card>
      </Near>
    </div>
  );
}

interface Urgent {
  readonly goal: string;
  readonly expectedNetValue: { readonly amount: string } | null;
}

/** Complaints first, then what is worth most. */
function byNeed(left: Urgent, right: Urgent): number {
  const worth = ({ goal, expectedNetValue: net }: Urgent) => (goal === 'RECOVERY' ? 1e9 : 0) + Number(net?.amount ?? -1);
  return worth(right) - worth(left);
}

interface GroupProps {
  readonly title: string;
  readonly none: string;
  readonly count: number;
  /** What is missing to say anything; absent: nothing is. */
  readonly why?: FragmentType<typeof NotYet_insufficientData> | null;
  /** As wide as all. */
  readonly isWide?: boolean;
  readonly children: ReactNode;
}

function Group({ title, none, count, why = null, isWide = false, children }: GroupProps) {
  const empty = why === null ? <p className={css.quiet}>{none}</p> : <NotYet why={why} />;
  return (
    <section data-empty={count === 0 || undefined} data-wide={isWide || undefined}>
      <h3 className={css.groupTitle}>{title}</h3>
      {count === 0 ? empty : <ul className={css.cards}>{children}</ul>}
    </section>
  );
}
