import { useQuery } from '@apollo/client/react';
import { useAsOf } from '../ui/as-of.ts';
import { useFormat } from '../ui/format.ts';
import { graphql } from '../ui/graphql.ts';
import { Link } from '../ui/Link.tsx';
import { Section } from '../ui/Section.tsx';
import { useWords } from '../ui/words.ts';
import css from './do.module.css';
import { nameOf } from './naming.ts';
import { doWords } from './words.do.ts';

const asking = graphql(`
  query PastInterventions($id: ID!, $first: Int!, $asOf: DateTime) {
    customer(id: $id) {
      id
      interventions(first: $first) {
        nodes {
          id
          action
          title
          at
          arm
          outcome(asOf: $asOf) {
            complete
            visits
          }
        }
        totalCount
      }
    }
  }
`);

const shown = 20;

/** What was done for a guest, or on purpose not done, newest first. */
export function PastInterventions({ customerId }: { readonly customerId: string }) {
  const words = useWords(doWords);
  const format = useFormat();
  const { instant } = useAsOf();
  const asked = useQuery(asking, { variables: { id: customerId, first: shown, asOf: instant } });
  return (
    <Section asked={asked} height={96}>
      {({ customer }) => {
        const all = customer?.interventions.nodes ?? [];
        const past = all.filter(({ at }) => instant === null || at <= instant);
        const total = customer?.interventions.totalCount ?? 0;
        if (past.length === 0) return <p className={css.small}>{words('pastNone')}</p>;
        return (
          <>
            <ul className={css.past}>
              {past.map(({ id, action, title, at, arm, outcome }) => (
                <li key={id}>
                  <span>
                    <Link to={{ to: 'interventions', id: action }}>{nameOf({ title, action })}</Link> · {words(arm)}
                  </span>
                  <span className={css.small}>
                    {format.day(at)}
                    {outcome !== null && ` · ${words('pastOutcome', { complete: String(outcome.complete), n: outcome.visits })}`}
                  </span>
                </li>
              ))}
            </ul>
            {total > all.length && <p className={css.small}>{words('pastMore', { n: all.length, all: total })}</p>}
          </>
        );
      }}
    </Section>
  );
}
