/** Who read and did what: each answered operation puts itself on record once, whichever door it came in by. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApolloServerPlugin } from '@apollo/server';
import {
  defaultFieldResolver,
  type GraphQLError,
  type GraphQLField,
  type GraphQLFormattedError,
  GraphQLID,
  type GraphQLSchema,
  getNamedType,
} from 'graphql';
import { alertKeyOf } from './alert-page.ts';
import type { Context } from './context.ts';
import type { Seen } from './seen.ts';
import { whenKnown } from './subjects.ts';

/** Codes that say that somebody asked for what is not theirs. */
const refusals: ReadonlySet<string> = new Set(['FORBIDDEN', 'UNAUTHENTICATED', 'CUSTOMER_NOT_FOUND', 'ALERT_NOT_FOUND']);

/** How long the answer to a change waits until the change is on record, milliseconds; then it is written later. */
const patienceMs = 1_000;

type Errors = readonly (GraphQLFormattedError | GraphQLError)[] | undefined;

function codesOf(errors: Errors, isChange: boolean, isBeyondReach: boolean): string[] {
  const codes = new Set(isBeyondReach ? ['BEYOND_REACH'] : []);
  for (const { extensions } of errors ?? []) {
    const code = String(extensions?.code ?? 'INTERNAL_SERVER_ERROR');
    if (isChange || refusals.has(code)) codes.add(code);
  }
  return [...codes];
}

/**
 * Puts an answered operation on record: reads that named customers, every mutation, every refusal. Everything else leaves no entry.
 * @returns whether it was a change.
 */
export function noteOperation(context: Context, operation: string | null, errors: Errors): boolean {
  const { serving, seen, viewer, now, requestId, door } = context;
  const isChange = seen.acts.length > 0;
  const codes = codesOf(errors, isChange, seen.isBeyondReach);
  if (serving.audit === undefined || (!isChange && seen.customers.size === 0 && seen.fields.size === 0 && codes.length === 0))
    return false;
  const note = {
    at: now,
    kind: isChange ? ('CHANGE' as const) : ('READ' as const),
    door: door ?? ('GRAPHQL' as const),
    principal: viewer.principal,
    role: viewer.role,
    requestId,
    operation,
    acts: seen.acts,
    targets: [...seen.targets],
    fields: [...seen.fields].sort(), // in whatever order they were resolved
    codes,
    customerIds: [...seen.customers],
  };
  serving.audit.note(note, viewer.name);
  return isChange;
}

/** Changes are on record before they are answered, unless the database is slow to take the entry; reads soon after. */
export function auditPlugin(): ApolloServerPlugin<Context> {
  return {
    async requestDidStart() {
      return {
        async willSendResponse({ operation, response, contextValue }) {
          const errors = response.body.kind === 'single' ? response.body.singleResult.errors : undefined;
          if (!noteOperation(contextValue, operation?.name?.value ?? null, errors)) return;
          await Promise.race([contextValue.serving.audit?.settled(), sleep(patienceMs, undefined, { ref: false })]);
        },
      };
    },
  };
}

/** What may be kept of an id that a caller wrote. */
const harmlessId = /^[\w.-]{1,64}$/;

/** Ids that a mutation was called with, apart from those of customers. */
function targetsOf(field: GraphQLField<unknown, Context>, args: Readonly<Record<string, unknown>>): string[] {
  const named = field.args.filter(({ type, name }) => getNamedType(type) === GraphQLID && !name.startsWith('customer'));
  const ids = named.flatMap(({ name }) => [args[name]].flat()).filter((id): id is string => typeof id === 'string');
  return ids.map((id) => alertKeyOf(id)?.alertId ?? id).filter((id) => harmlessId.test(id));
}

/** The id of what a mutation made or changed: of its answer, else of the one thing in it. */
function madeId(answer: unknown): string[] {
  if (typeof answer !== 'object' || answer === null) return [];
  const found = [answer, ...Object.values(answer)].find(
    (part): part is { readonly id: string } =>
      typeof part === 'object' && part !== null && 'id' in part && typeof part.id === 'string' && !('customerId' in part),
  );
  return found !== undefined && harmlessId.test(found.id) ? [found.id] : [];
}

function noteAll(seen: Seen, targets: readonly string[]): void {
  for (const target of targets) seen.targets.add(target);
}

/** Lets every mutation say that it was called, with which ids, and what it made; before anything refuses it. */
export function recordActs(schema: GraphQLSchema): void {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const resolve = field.resolve ?? defaultFieldResolver;
    field.resolve = (root, args, context: Context, info) => {
      context.seen.acts.push(field.name);
      noteAll(context.seen, targetsOf(field, args as Record<string, unknown>));
      return whenKnown<unknown, unknown>(resolve(root, args, context, info), (answer) => {
        noteAll(context.seen, madeId(answer));
        return answer;
      });
    };
  }
}
