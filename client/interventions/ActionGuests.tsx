import { useQuery } from '@apollo/client/react';
import { useState } from 'react';
import type { InterventionGuestsQuery } from '../generated/graphql.ts';
import { useAsOf } from '../ui/as-of.ts';
import { useFormat } from '../ui/format.ts';
import { graphql } from '../ui/graphql.ts';
import { Link } from '../ui/Link.tsx';
import { Section } from '../ui/Section.tsx';
import { useWords } from '../ui/words.ts';
import { CallList } from './CallList.tsx';
import css from './interventions.module.css';
import { interventionWords } from './words.ts';

const asking = graphql(`
  query InterventionGuests($filter: InterventionFilter!, $first: Int!, $after: String, $asOf: DateTime, $window: Int!) {
    interventions(first: $first, after: $after, filter: $filter) {
      nodes {
        id
        customerId
        customer {
          id
          name
        }
        at
        arm
        cost {
          amount
          currency
        }
        outcome(windowDays: $window, asOf: $asOf) {
          complete
          visits
          spend {
            amount
            currency
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
      totalCount
    }
  }
`);

const pageSize = 25;

interface ActionGuestsProps {
  readonly action: string;
  readonly window: number;
}

/** Whom an action was for, newest first, in which arm, and what they did afterwards. */
export function ActionGuests({ action, window }: ActionGuestsProps) {
  const words = useWords(interventionWords);
  const { instant, day } = useAsOf();
  const [arm, setArm] = useState<'' | 'TREATMENT' | 'CONTROL'>('');
  /** Cursors behind which the pages up to the shown one begin. */
  const [cursors, setCursors] = useState<readonly (string | null)[]>([null]);
  const filter = { action, ...(arm !== '' && { arm }), ...(instant !== null && { to: instant }) };
  const asked = useQuery(asking, {
    variables: { filter, first: pageSize, after: cursors.at(-1) ?? null, asOf: instant, window },
  });
  return (
    <div className={css.panel}>
      <div className={css.line}>
        <h3>{words('guestsTitle')}</h3>
        <div className={css.tools}>
          <label className={css.choice}>
            <span>{words('arm')}</span>
            <select
              value={arm}
              onChange={(event) => {
                setArm(event.currentTarget.value as typeof arm);
                setCursors([null]);
              }}
            >
              <option value="">{words('bothArms')}</option>
              <option value="TREATMENT">{words('TREATMENT')}</option>
              <option value="CONTROL">{words('CONTROL')}</option>
            </select>
          </label>
          {day === null && <CallList action={action} days={window} className={css.button} />}
        </div>
      </div>
      <Section asked={asked} height={300}>
        {({ interventions: { nodes, pageInfo, totalCount } }) => (
          <>
            <Rows nodes={nodes} />
            <p className={css.line}>
              <span className={css.small} role="status">
                {words('shown', {
                  from: nodes.length === 0 ? 0 : (cursors.length - 1) * pageSize + 1,
                  to: (cursors.length - 1) * pageSize + nodes.length,
                  all: totalCount ?? 0,
                })}
              </span>
              <span className={css.tools}>
                <button
                  type="button"
                  className={css.button}
                  disabled={cursors.length === 1}
                  onClick={() => setCursors(cursors.slice(0, -1))}
                >
                  {words('newer')}
                </button>
                <button
                  type="button"
                  className={css.button}
                  disabled={!pageInfo.hasNextPage}
                  onClick={() => setCursors([...cursors, pageInfo.endCursor ?? null])}
                >
                  {words('older')}
                </button>
              </span>
            </p>
          </>
        )}
      </Section>
    </div>
  );
}

type Node = InterventionGuestsQuery['interventions']['nodes'][number];

function Rows({ nodes }: { readonly nodes: readonly Node[] }) {
  const words = useWords(interventionWords);
  const format = useFormat();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={css.scroll} aria-label={words('guestsTitle')} tabIndex={0}>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{words('guest')}</th>
            <th scope="col">{words('when')}</th>
            <th scope="col">{words('arm')}</th>
            <th scope="col">{words('outcomeVisits')}</th>
            <th scope="col">{words('outcomeSpend')}</th>
            <th scope="col">{words('cost')}</th>
          </tr>
        </thead>
        <tbody>
          {nodes.map(({ id, customerId, customer, at, arm, cost, outcome }) => (
            <tr key={`${customerId} ${id}`}>
              <th scope="row">
                <Link to={{ to: 'guest', id: customerId }}>{customer?.name ?? words('nameless', { id: customerId })}</Link>
              </th>
              <td>{format.day(at)}</td>
              <td>{words(arm)}</td>
              <td>{outcome === null ? '–' : words(outcome.complete ? 'visits' : 'visitsSoFar', { n: outcome.visits })}</td>
              <td>{format.money(outcome?.spend)}</td>
              <td>{format.money(cost)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
