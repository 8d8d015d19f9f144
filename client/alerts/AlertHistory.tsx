import { useQuery } from '@apollo/client/react';
import { useFormat } from '../ui/format.ts';
import { graphql } from '../ui/graphql.ts';
import { Section } from '../ui/Section.tsx';
import { useWords } from '../ui/words.ts';
import css from './alerts.module.css';
import { alertWords } from './words.ts';

const plain = graphql(`
  query AlertEvents($id: ID!) {
    healthAlert(id: $id) {
      id
      history {
        kind
        at
        by
        snoozedUntil
        assignee
      }
    }
  }
`);

const noted = graphql(`
  query AlertEventsNoted($id: ID!) {
    healthAlert(id: $id) {
      id
      history {
        kind
        at
        by
        snoozedUntil
        assignee
        note
      }
    }
  }
`);

interface HistoryProps {
  readonly id: string;
}

/** Who did what with an alert, without their words: those are about people. */
export function HistoryPlain({ id }: HistoryProps) {
  const asked = useQuery(plain, { variables: { id } });
  return (
    <Section asked={asked} height={80}>
      {({ healthAlert }) => <Events events={healthAlert?.history ?? []} />}
    </Section>
  );
}

/** Who did what with an alert, with their words; only for who may read what is written about guests. */
export function HistoryNoted({ id }: HistoryProps) {
  const asked = useQuery(noted, { variables: { id } });
  return (
    <Section asked={asked} height={80}>
      {({ healthAlert }) => <Events events={healthAlert?.history ?? []} />}
    </Section>
  );
}

type Kind = 'RAISED' | 'ACKNOWLEDGED' | 'SNOOZED' | 'ASSIGNED' | 'NOTED' | 'ESCALATED' | 'RESOLVED' | 'REOPENED';

interface Event {
  readonly kind: Kind;
  readonly at: string;
  readonly by: string | null;
  readonly snoozedUntil: string | null;
  readonly assignee: string | null;
  readonly note?: string | null;
}

/** What it is called: giving back and taking back have words of their own. */
function actOf({ kind, by, assignee }: Pick<Event, 'kind' | 'by' | 'assignee'>) {
  if (kind === 'ASSIGNED' && assignee === null) return 'actUNASSIGNED';
  return kind === 'REOPENED' && by !== null ? 'actTAKENBACK' : (`act${kind}` as const);
}

function Events({ events }: { readonly events: readonly Event[] }) {
  const words = useWords(alertWords);
  const format = useFormat();
  return (
    <ol className={css.events}>
      {events.map(({ kind, at, by, snoozedUntil, assignee, note }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: what happened is only added to
        <li key={index}>
          <span>
            <strong>
              {words(actOf({ kind, by, assignee }), {
                until: format.time(snoozedUntil),
                assignee,
              })}
            </strong>{' '}
            <span className={css.quiet}>{by === null ? words('byProgram') : words('byWho', { who: by })}</span>
          </span>
          <time className={css.quiet} dateTime={at} title={format.time(at)}>
            {format.ago(at)}
          </time>
          {note !== null && note !== undefined && <q className={css.words}>{note}</q>}
        </li>
      ))}
    </ol>
  );
}
