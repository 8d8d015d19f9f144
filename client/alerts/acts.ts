import type { ApolloClient } from '@apollo/client';
import { CombinedGraphQLErrors } from '@apollo/client/errors';
import { useApolloClient } from '@apollo/client/react';
import { useMemo } from 'react';
import { liveAlerts } from '../app/live-alerts.ts';
import { type Formats, useFormat } from '../ui/format.ts';
import { graphql } from '../ui/graphql.ts';
import { toast } from '../ui/toasts.ts';
import { useSetting } from '../ui/viewer.ts';
import { useWords, type Words } from '../ui/words.ts';
import type { AlertRow } from './row.ts';
import { alertWords } from './words.ts';

const acknowledging = graphql(`
  mutation AcknowledgeAlert($id: ID!) {
    acknowledgeAlert(id: $id) {
      id
      status
      acknowledgedAt
      acknowledgedBy
    }
  }
`);

const acknowledgingMany = graphql(`
  mutation AcknowledgeAlerts($ids: [ID!]!) {
    acknowledgeAlerts(ids: $ids) {
      id
      status
      acknowledgedAt
      acknowledgedBy
    }
  }
`);

const snoozing = graphql(`
  mutation SnoozeAlert($id: ID!, $until: DateTime!) {
    snoozeAlert(id: $id, until: $until) {
      id
      status
      snoozedUntil
    }
  }
`);

const assigning = graphql(`
  mutation AssignAlert($id: ID!, $assignee: String) {
    assignAlert(id: $id, assignee: $assignee) {
      id
      assignee
    }
  }
`);

const resolving = graphql(`
  mutation ResolveAlert($id: ID!) {
    resolveAlert(id: $id) {
      id
      status
      resolvedAt
      resolvedBy
    }
  }
`);

const reopening = graphql(`
  mutation ReopenAlert($id: ID!, $keep: Boolean!) {
    reopenAlert(id: $id, keepAcknowledged: $keep) {
      id
      status
      acknowledgedAt
      acknowledgedBy
      resolvedAt
      resolvedBy
    }
  }
`);

const noting = graphql(`
  mutation NoteAlert($id: ID!, $note: String!, $key: String!) {
    noteAlert(id: $id, note: $note, idempotencyKey: $key) {
      id
    }
  }
`);

type Word = Words<typeof alertWords.en>;

/** What can be done with alerts. Each says what was done, and how it is taken back where it can be. */
export interface Acts {
  readonly acknowledge: (alerts: readonly AlertRow[]) => Promise<void>;
  readonly assign: (alerts: readonly AlertRow[], assignee: string | null) => Promise<void>;
  readonly snooze: (alerts: readonly AlertRow[], until: Date) => Promise<void>;
  readonly wake: (alerts: readonly AlertRow[]) => Promise<void>;
  readonly resolve: (alerts: readonly AlertRow[]) => Promise<void>;
  /** @returns whether it was added. */
  readonly note: (alert: AlertRow, words: string) => Promise<boolean>;
}

/** So many at once: the rest waits, so that the pages around still get their answers. */
const atOnce = 4;
const mostAtOnce = 100;
/** The API wants an instant that is not over: a moment from now, which clocks that differ a little survive. */
const wakeMs = 4_000;

/** What can be done with alerts, by this viewer. */
export function useActs(): Acts {
  const client = useApolloClient();
  const words = useWords(alertWords);
  const format = useFormat();
  const { name } = useSetting();
  return useMemo(() => actsOf(client, words, format, name), [client, words, format, name]);
}

function actsOf(client: ApolloClient, words: Word, format: Formats, me: string): Acts {
  const settle = finisher(words);
  const assign = async (alerts: readonly AlertRow[], assignee: string | null) => {
    const before = new Map(alerts.map((alert) => [alert.id, alert.assignee]));
    const done = await each(alerts, (alert) => changeAssignee(client, alert, assignee));
    const undo = async () => {
      const back = await each(alerts, (alert) => changeAssignee(client, alert, before.get(alert.id) ?? null));
      settle(back, () => toast(words('undone')));
    };
    settle(done, (count) => {
      const text = assignee === null ? words('doneUnassigned', { count }) : words('doneAssigned', { count, who: assignee });
      toast(text, { undo: () => void undo() });
    });
  };
  const wake = async (alerts: readonly AlertRow[]) => {
    const done = await each(alerts, (alert) => changeSnooze(client, alert, new Date(Date.now() + wakeMs), awake(alert)));
    settle(done, (count) => toast(words('doneWoken', { count })), wakeMs + 500);
  };
  const snooze = async (alerts: readonly AlertRow[], until: Date) => {
    const done = await each(alerts, (alert) => changeSnooze(client, alert, until, 'SNOOZED'));
    settle(done, (count) => {
      const time = format.time(until.toISOString());
      toast(words('doneSnoozed', { count, time }), { undo: () => void wake(alerts) });
    });
  };
  /** Opens them again: those that had been taken on before the end stay so. */
  const reopen = async (alerts: readonly AlertRow[]) => {
    const back = await each(alerts, ({ id, acknowledgedAt }) =>
      client.mutate({ mutation: reopening, variables: { id, keep: acknowledgedAt !== null } }),
    );
    settle(back, () => toast(words('undone')));
  };
  return {
    assign,
    snooze,
    wake,
    acknowledge: async (alerts) => {
      const open = alerts.filter((alert) => alert.acknowledgedAt === null && alert.status !== 'RESOLVED');
      if (open.length === 0) return;
      const pieces = open.length === 1 ? [open] : piecesOf(open, mostAtOnce);
      const done = await Promise.all(pieces.map((piece) => acknowledge(client, piece, me)));
      const taken = succeeded(open, done.flat());
      settle(done.flat(), (count) => toast(words('doneSeen', { count }), { undo: () => void reopen(taken) }));
    },
    resolve: async (alerts) => {
      const open = alerts.filter((alert) => alert.status !== 'RESOLVED');
      const done = await each(open, async ({ id }) => {
        const { data } = await client.mutate({ mutation: resolving, variables: { id } });
        return data?.resolveAlert;
      });
      const ended = succeeded(open, done);
      settle(done, (count) => toast(words('doneResolved', { count }), { undo: () => void reopen(ended) }));
    },
    note: async (alert, note) => {
      const variables = { id: alert.id, note, key: crypto.randomUUID() };
      const done = await each([alert], async () => (await client.mutate({ mutation: noting, variables })).data?.noteAlert);
      settle(done, () => toast(words('doneNote')));
      return done[0]?.status === 'fulfilled';
    },
  };
}

/** Where an alert stands when it is not set aside. */
function awake(alert: AlertRow): 'OPEN' | 'ACKNOWLEDGED' {
  return alert.acknowledgedAt === null ? 'OPEN' : 'ACKNOWLEDGED';
}

async function acknowledge(
  client: ApolloClient,
  alerts: readonly AlertRow[],
  me: string,
): Promise<PromiseSettledResult<unknown>[]> {
  const acknowledgedAt = new Date().toISOString();
  const expected = alerts.map(({ id, status }) => ({
    __typename: 'HealthAlert' as const,
    id,
    status: status === 'OPEN' ? ('ACKNOWLEDGED' as const) : status,
    acknowledgedAt,
    acknowledgedBy: me,
  }));
  const [only, ...others] = expected;
  if (only === undefined) return [];
  const asked =
    others.length === 0
      ? client.mutate({
          mutation: acknowledging,
          variables: { id: only.id },
          optimisticResponse: { __typename: 'Mutation', acknowledgeAlert: only },
        })
      : client.mutate({
          mutation: acknowledgingMany,
          variables: { ids: alerts.map(({ id }) => id) },
          optimisticResponse: { __typename: 'Mutation', acknowledgeAlerts: expected },
          errorPolicy: 'all',
        });
  try {
    const answer: unknown = await asked;
    const errors = errorsOf(answer);
    // An unknown id has an error of its own and spares its neighbours.
    return alerts.map((_, at) =>
      at < errors.length ? { status: 'rejected', reason: errors[at] } : { status: 'fulfilled', value: answer },
    );
  } catch (reason) {
    return alerts.map(() => ({ status: 'rejected', reason }));
  }
}

function errorsOf(answer: unknown): readonly unknown[] {
  const error = (answer as { readonly error?: unknown } | null)?.error;
  return error === undefined ? [] : CombinedGraphQLErrors.is(error) ? error.errors.map(() => error) : [error];
}

function changeSnooze(client: ApolloClient, { id }: AlertRow, until: Date, status: AlertRow['status']): Promise<unknown> {
  const snoozedUntil = until.toISOString();
  return client.mutate({
    mutation: snoozing,
    variables: { id, until: snoozedUntil },
    optimisticResponse: { __typename: 'Mutation', snoozeAlert: { __typename: 'HealthAlert', id, status, snoozedUntil } },
    // Who wakes it up need not wait until it is awake.
    update: (cache, { data }) => {
      const item = cache.identify({ __typename: 'HealthAlert', id });
      if (data?.snoozeAlert !== undefined && item !== undefined) cache.modify({ id: item, fields: { status: () => status } });
    },
  });
}

function changeAssignee(client: ApolloClient, { id }: AlertRow, assignee: string | null): Promise<unknown> {
  return client.mutate({
    mutation: assigning,
    variables: { id, assignee },
    optimisticResponse: { __typename: 'Mutation', assignAlert: { __typename: 'HealthAlert', id, assignee } },
  });
}

function piecesOf<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}

async function each(
  alerts: readonly AlertRow[],
  act: (alert: AlertRow) => Promise<unknown>,
): Promise<PromiseSettledResult<unknown>[]> {
  const done: PromiseSettledResult<unknown>[] = [];
  for (const piece of piecesOf(alerts, atOnce)) done.push(...(await Promise.allSettled(piece.map(act))));
  return done;
}

/** Those of some alerts whose act was done. */
function succeeded(alerts: readonly AlertRow[], done: readonly PromiseSettledResult<unknown>[]): readonly AlertRow[] {
  return alerts.filter((_, at) => done[at]?.status === 'fulfilled');
}

/** Says what failed and why, else what was done; then everything that shows alerts looks again. */
function finisher(
  words: Word,
): (done: readonly PromiseSettledResult<unknown>[], say: (count: number) => void, trueInMs?: number) => void {
  return (done, say, trueInMs = 0) => {
    const failed = done.filter((result) => result.status === 'rejected');
    if (done.length > failed.length) say(done.length - failed.length);
    if (failed[0] !== undefined)
      toast(words('failed', { failed: failed.length, reason: reasonOf(failed[0].reason, words) }), { kind: 'failed' });
    setTimeout(liveAlerts.acted, trueInMs);
  };
}

function reasonOf(error: unknown, words: Word): string {
  if (!CombinedGraphQLErrors.is(error)) return words('unreachable');
  return error.errors[0]?.message ?? words('unreachable');
}
