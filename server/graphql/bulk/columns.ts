import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';

/** A column of a table that a query's rows are flattened to. */
export interface BulkColumn {
  /** The path with dots, such as `healthScore.trend.change`. */
  readonly name: string;
  /** Where it stands in a row, by the names of the answer. */
  readonly path: readonly string[];
}

/** What is selected, by the names of the answer in the order of the query; null: a column of its own. */
type Tree = Map<string, Tree | null>;

/** The columns of what a query selects of a type, in the query's order. A list is one column. */
export function columnsOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  type: GraphQLNamedType,
  set: SelectionSetNode,
): BulkColumn[] {
  const found = document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
  const fragments = new Map(found.map((node) => [node.name.value, node]));
  const tree: Tree = new Map();
  grow(tree, set, type, { schema, fragments });
  return flat(tree, []);
}

interface Known {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

function grow(tree: Tree, set: SelectionSetNode, type: GraphQLNamedType, known: Known): void {
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) {
      const key = selection.alias?.value ?? selection.name.value;
      const answered = fieldType(type, selection.name.value);
      if (selection.selectionSet === undefined || answered === null || isList(answered)) {
        if (!tree.has(key)) tree.set(key, null);
        continue;
      }
      const below: Tree = tree.get(key) ?? new Map();
      tree.set(key, below);
      grow(below, selection.selectionSet, getNamedType(answered), known);
      continue;
    }
    const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? known.fragments.get(selection.name.value) : selection;
    if (fragment === undefined) continue;
    const narrower = fragment.typeCondition === undefined ? type : known.schema.getType(fragment.typeCondition.name.value);
    if (isCompositeType(narrower)) grow(tree, fragment.selectionSet, narrower, known);
  }
}

function fieldType(type: GraphQLNamedType, name: string): GraphQLOutputType | null {
  return isObjectType(type) || isInterfaceType(type) ? (type.getFields()[name]?.type ?? null) : null;
}

function isList(type: GraphQLOutputType): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type);
}

function flat(tree: Tree, path: readonly string[]): BulkColumn[] {
  return [...tree].flatMap(([key, below]) => {
    const own = [...path, key];
    return below === null ? [{ name: own.join('.'), path: own }] : flat(below, own);
  });
}
