import type { ApolloServerPlugin } from '@apollo/server';
import { type DocumentNode, type GraphQLSchema, type OperationDefinitionNode, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import type { AnsweredOperation } from './answered.ts';
import type { Context } from './context.ts';
import { directiveOf } from './directives.ts';

/** The fields of a document that cost something, each once. */
export function costlyFields(schema: GraphQLSchema, document: DocumentNode): string[] {
  const found = new Set<string>();
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      Field() {
        const [parent, field] = [types.getParentType(), types.getFieldDef()];
        if (parent && field && directiveOf(field.astNode, 'cost') !== null) found.add(`${parent.name}.${field.name}`);
      },
    }),
  );
  return [...found];
}

/** Tells every answered operation: for metrics and the log, and with DEBUG_TRACK_PERFORMANCE how long it took in the answer itself,
 * with DEBUG_SHOW_DATA_SOURCES what it read. */
export function usagePlugin(
  schema: GraphQLSchema,
  tell: (answered: AnsweredOperation) => void,
  showTiming: boolean,
): ApolloServerPlugin<Context> {
  const known = new WeakMap<DocumentNode, readonly string[]>();
  const fieldsOf = (document: DocumentNode | undefined): readonly string[] => {
    if (document === undefined) return [];
    const fields = known.get(document) ?? costlyFields(schema, document);
    known.set(document, fields);
    return fields;
  };
  return {
    async requestDidStart() {
      const startedAt = performance.now();
      let operation: OperationDefinitionNode | null | undefined;
      let document: DocumentNode | undefined;
      return {
        async didResolveOperation(resolved) {
          ({ operation, document } = resolved);
        },
        async willSendResponse({ response, contextValue }) {
          if (response.body.kind !== 'single') return;
          const { singleResult } = response.body;
          const milliseconds = performance.now() - startedAt;
          if (showTiming) {
            singleResult.extensions = {
              ...singleResult.extensions,
              timing: { milliseconds: Math.round(milliseconds * 10) / 10 },
            };
          }
          if (contextValue.sources !== null)
            singleResult.extensions = { ...singleResult.extensions, sources: contextValue.sources.report() };
          const cost = (singleResult.extensions?.cost as { requested?: number } | undefined)?.requested ?? 0;
          tell({
            name: operation?.name?.value ?? null,
            kind: operation?.operation ?? 'none',
            client: contextValue.viewer.name,
            fields: fieldsOf(document),
            codes: (singleResult.errors ?? []).map(({ extensions }) => String(extensions?.code ?? 'UNKNOWN')),
            seconds: milliseconds / 1000,
            cost,
          });
        },
      };
    },
  };
}
