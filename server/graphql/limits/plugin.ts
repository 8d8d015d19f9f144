import { type ApolloServerPlugin, type GraphQLRequestListener, HeaderMap } from '@apollo/server';
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
} from 'graphql';
import type { Taking } from '../budgets.ts';
import type { Context } from '../context.ts';
import { refusal } from '../errors.ts';
import { type LargestArguments, priceOf } from './cost.ts';
import { costTold, isRefused, mostPoints, pay, rateLimited } from './rate.ts';
import { shapeFault } from './shape.ts';
import { textFault, valueFault } from './text.ts';

/** Tokens of a document: more is no question that a person or a program of ours asks. */
export const tokenLimit = 4000;

/** Documents remembered as harmless, so that a repeated one is not looked at again. */
const rememberedDocuments = 1000;
const longestRemembered = 20_000;

/** Fails for a reason that the caller can mend, with status 400. */
function refuse(message: string, code = 'BAD_USER_INPUT'): GraphQLError {
  return new GraphQLError(message, { extensions: { code, http: { status: 400 } } });
}

/**
 * What is wrong with a document before it is validated: validation itself is what some hostile documents attack.
 * Text that does not parse is left to Apollo, which reports where.
 */
class Documents {
  readonly #harmless = new Set<string>();

  fault(text: string): string | null {
    if (this.#harmless.has(text)) return null;
    const fault = documentFault(text);
    if (fault === null && text.length <= longestRemembered) this.#remember(text);
    return fault;
  }

  #remember(text: string): void {
    if (this.#harmless.size >= rememberedDocuments) this.#harmless.clear();
    this.#harmless.add(text);
  }
}

/** What is wrong with a document, from its text and its shape; null: nothing, or it does not parse. */
export function documentFault(text: string): string | null {
  return textFault(text) ?? parsedFault(text);
}

function parsedFault(text: string): string | null {
  let document: DocumentNode;
  try {
    document = parse(text, { noLocation: true, maxTokens: tokenLimit });
  } catch {
    return null;
  }
  return shapeFault(document);
}

/** Whether the operation asks for the schema at its root. */
export function introspects(document: DocumentNode, set: SelectionSetNode): boolean {
  return set.selections.some((selection) => {
    if (selection.kind === Kind.FIELD) return selection.name.value === '__schema' || selection.name.value === '__type';
    if (selection.kind === Kind.INLINE_FRAGMENT) return introspects(document, selection.selectionSet);
    const fragment = document.definitions.find(
      (node) => node.kind === Kind.FRAGMENT_DEFINITION && node.name.value === selection.name.value,
    );
    return fragment?.kind === Kind.FRAGMENT_DEFINITION && introspects(document, fragment.selectionSet);
  });
}

/** Partners ask what was agreed with them; everybody else may read the schema, which is the manual. */
export function mayIntrospect(context: Pick<Context, 'viewer'>): boolean {
  return context.viewer.role !== 'PARTNER';
}

/** Null: the operation does not read the schema, or may. */
export function introspectionRefused(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  context: Pick<Context, 'viewer'>,
): GraphQLError | null {
  if (mayIntrospect(context) || !introspects(document, operation.selectionSet)) return null;
  return refusal('FORBIDDEN', schemaForbidden);
}

const schemaForbidden = 'The schema is not for your role; ask your contact for the documents that were agreed';

/** How HTTP says it. */
function tooSoon({ waitSeconds }: Taking): { readonly status: number; readonly headers: HeaderMap } {
  return { status: 429, headers: new HeaderMap([['retry-after', String(waitSeconds)]]) };
}

interface Known {
  readonly price: (variables: Readonly<Record<string, unknown>>) => number;
  readonly introspects: boolean;
}

/**
 * Everything that bounds one operation, in the order of what it costs to find out: text, shape, variables, introspection, price.
 * Every answer tells its price in `extensions.cost`.
 */
export function limitsPlugin(schema: GraphQLSchema, largest: LargestArguments): ApolloServerPlugin<Context> {
  const documents = new Documents();
  const operations = new WeakMap<OperationDefinitionNode, Known>();
  const known = (document: DocumentNode, operation: OperationDefinitionNode): Known => {
    let found = operations.get(operation);
    if (found === undefined) {
      found = {
        price: priceOf(schema, document, operation, largest),
        introspects: introspects(document, operation.selectionSet),
      };
      operations.set(operation, found);
    }
    return found;
  };
  return {
    async requestDidStart({ request, contextValue: context }): Promise<GraphQLRequestListener<Context>> {
      const { serving } = context;
      const most = mostPoints(serving, context);
      let requested = 0;
      let paid: Taking | null = null;
      let isPriced = false;
      const fault = request.query === undefined ? null : documents.fault(request.query);
      // Apollo parses and validates what is here, so a refused document is replaced by one that costs nothing and never runs.
      if (fault !== null) {
        request.query = '{ __typename }';
        delete request.operationName;
      }
      return {
        async didResolveOperation({ document, operation, contextValue }) {
          if (fault !== null) throw refuse(fault);
          const wrong = valueFault(request.variables ?? {});
          if (wrong !== null) throw refuse(wrong);
          if (operation === undefined || operation === null) return; // no such operation in the document: Apollo says so
          const found = known(document, operation);
          if (found.introspects && !mayIntrospect(contextValue)) {
            throw refusal('FORBIDDEN', schemaForbidden, { http: { status: 403 } });
          }
          requested = found.price(request.variables ?? {});
          if (requested > most) {
            throw refusal(
              'QUERY_TOO_EXPENSIVE',
              `The operation may cost at most ${most} points, got ${requested}; ask for fewer at once`,
              {
                cost: requested,
                limit: most,
                http: { status: 400 },
              },
            );
          }
          isPriced = true;
          paid = context.paid ?? (await pay(serving, context, requested));
          if (isRefused(paid)) throw rateLimited(paid, { http: tooSoon(paid) });
        },
        async willSendResponse({ response }) {
          if (response.body.kind !== 'single') return;
          const { singleResult } = response.body;
          const tell = (taking: Taking | null) => {
            const cost = costTold(requested, most, taking);
            singleResult.extensions = { ...singleResult.extensions, cost };
          };
          tell(paid); // before anything is waited for: the plugins that count read it
          if (isPriced) return;
          const taking = await pay(serving, context, 0); // what was refused before it had a price was read all the same
          tell(taking);
          if (!isRefused(taking)) return;
          response.http.status = 429;
          response.http.headers.set('retry-after', String(taking.waitSeconds));
          singleResult.errors = [rateLimited(taking).toJSON()];
        },
      };
    },
  };
}
