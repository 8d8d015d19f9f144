import { readdirSync, readFileSync } from 'node:fs';
import { Kind, type OperationDefinitionNode, OperationTypeNode, parse, type TypeNode } from 'graphql';

/** A value for a variable; undefined: leave the document out. */
function valueFor(type: TypeNode, ids: readonly string[]): unknown {
  if (type.kind !== Kind.NON_NULL_TYPE) return null;
  if (type.type.kind === Kind.LIST_TYPE) return ids;
  const name = type.type.kind === Kind.NAMED_TYPE ? type.type.name.value : '';
  return ({ ID: ids[0], Int: 10, Boolean: true, String: 'a' } as Record<string, unknown>)[name];
}

/** The questions of the pages and of the guides. */
export function corpus(ids: readonly string[]): { name: string; query: string; variables: Record<string, unknown> }[] {
  const pages = JSON.parse(readFileSync('client/generated/persisted-documents.json', 'utf8')) as Record<string, string>;
  const guides = readdirSync('docs/guides').flatMap((file) =>
    [...readFileSync(`docs/guides/${file}`, 'utf8').matchAll(/```graphql\n((?:query|\{)[\s\S]*?)```/g)].map(
      ([, text = '']) => text,
    ),
  );
  return [...Object.values(pages), ...guides].flatMap((query) =>
    parse(query)
      .definitions.filter((node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION)
      .filter(({ operation }) => operation === OperationTypeNode.QUERY)
      .map(({ name, variableDefinitions = [] }) => {
        const variables = variableDefinitions.map(({ variable, type }) => [variable.name.value, valueFor(type, ids)] as const);
        return { name: name?.value ?? query.slice(0, 60), query, variables: Object.fromEntries(variables) };
      })
      .filter(({ variables }) => !Object.values(variables).includes(undefined)),
  );
}
