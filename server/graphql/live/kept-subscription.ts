import {
  createSourceEventStream,
  type FormattedExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { mayDo } from '../../access/viewer.ts';
import type { LiveEvent } from '../../store/live-events.ts';
import { contextOf, type RequestFacts, type Serving } from '../context.ts';
import { badInput, refusal } from '../errors.ts';
import type { LargestArguments } from '../limits/cost.ts';
import { permissionNeeded } from '../policy.ts';
import { toldErrors } from '../telling.ts';
import { LiveQueue } from './queue.ts';
import { eventAnswer, type Prepared, prepared, type SentDocument } from './subscribing.ts';

/** Subscriptions that are kept, and answered later, event by event: without a line to whoever asked. */
export interface KeptSubscriptions {
  /**
   * Holds a subscription against every rule.
   * @returns its root field, and which events it is about. @throws GraphQLError saying what is wrong with it.
   */
  examine(facts: RequestFacts, sent: SentDocument): Promise<Examined>;
  /** Null: the customer is gone, or out of reach. @throws GraphQLError as `examine`. */
  answer(facts: RequestFacts, sent: SentDocument, event: LiveEvent): Promise<FormattedExecutionResult | null>;
}

export interface Examined {
  readonly field: string;
  readonly wants: (event: LiveEvent) => boolean;
}

export function openKeptSubscriptions(schema: GraphQLSchema, serving: Serving, largest: LargestArguments): KeptSubscriptions {
  const checked = (facts: RequestFacts, sent: SentDocument) => {
    const found = prepared(schema, facts, sent, largest);
    if ('errors' in found) throw found.errors[0] ?? badInput('Expected a subscription, got nothing');
    return { ...found, field: rootFieldOf(found) };
  };
  const executionOf = ({ document }: Prepared, { variables, operationName }: SentDocument) => ({
    schema,
    document,
    variableValues: variables ?? {},
    operationName: operationName ?? null,
  });
  return {
    async examine(facts, sent) {
      const found = checked(facts, sent);
      assertAllowed(schema, found, facts);
      let wants: ((event: LiveEvent) => boolean) | null = null;
      const live = {
        listen: async (_after: string | null, wanted: (event: LiveEvent) => boolean) => {
          wants = wanted;
          return new LiveQueue(
            '',
            () => false,
            () => undefined,
          );
        },
      };
      const contextValue = await contextOf({ ...serving, live }, facts);
      const source = await createSourceEventStream({ ...executionOf(found, sent), contextValue });
      if (!(Symbol.asyncIterator in source)) throw source.errors?.[0] ?? badInput('The subscription cannot be begun');
      await (source as AsyncIterableIterator<unknown>).return?.();
      return { field: found.field, wants: wants ?? (() => false) };
    },
    async answer(facts, sent, event) {
      const context = await contextOf(serving, facts);
      const told = (asker: RequestFacts, errors: readonly unknown[]) => toldErrors(serving, asker, errors);
      return await eventAnswer({ event, cursor: '' }, context, executionOf(checked(facts, sent), sent), told);
    },
  };
}

/** @throws GraphQLError BAD_USER_INPUT for what is no subscription of one field. */
function rootFieldOf({ document, kind }: Prepared): string {
  if (kind !== OperationTypeNode.SUBSCRIPTION)
    throw badInput(`document must be a subscription, got a ${kind}; write subscription { … }`);
  const operations = document.definitions.filter(
    (definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION,
  );
  const [field, ...others] = operations[0]?.selectionSet.selections ?? [];
  if (operations.length !== 1 || others.length > 0 || field?.kind !== Kind.FIELD)
    throw badInput(
      'document must hold one subscription with one field, got another form; write subscription { healthAlertRaised { … } }',
    );
  return field.name.value;
}

/** What the viewer may not read would be null in everything that is sent. @throws GraphQLError FORBIDDEN */
function assertAllowed(schema: GraphQLSchema, { document }: Prepared, { viewer }: RequestFacts): void {
  const types = new TypeInfo(schema);
  let refused: string | null = null;
  visit(
    document,
    visitWithTypeInfo(types, {
      Field() {
        const [parent, field] = [types.getParentType(), types.getFieldDef()];
        if (field === undefined || field === null || parent === null || parent === undefined || !('getInterfaces' in parent))
          return;
        const needed = permissionNeeded(parent as Parameters<typeof permissionNeeded>[0], field);
        if (field.name.startsWith('__') || (needed !== null && mayDo(viewer, needed))) return;
        refused ??= `${parent.name}.${field.name}`;
      },
    }),
  );
  if (refused === null) return;
  throw refusal(
    'FORBIDDEN',
    `${refused} is not for the role of this webhook (${viewer.role}); take it out, or ask an administrator`,
  );
}

/** Whether the same may be answered another time: the fault is not in what was asked. */
export function isPassing(error: unknown): boolean {
  const code =
    error instanceof GraphQLError
      ? error.extensions.code
      : (error as { readonly extensions?: { readonly code?: unknown } }).extensions?.code;
  return code === undefined || ['UNAVAILABLE', 'PROFILE_UNAVAILABLE', 'INTERNAL_SERVER_ERROR'].includes(String(code));
}
