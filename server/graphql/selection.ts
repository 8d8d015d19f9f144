import { type FieldNode, type FragmentDefinitionNode, type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql';

/** Documents are cached by their text, so most fields are looked at once. */
const known = new WeakMap<FieldNode, ReadonlySet<string>>();

/** The names of the fields selected directly below the field that is being resolved. */
export function selectedFields(info: GraphQLResolveInfo): ReadonlySet<string> {
  const [only, ...others] = info.fieldNodes;
  const names = others.length === 0 && only !== undefined ? known.get(only) : undefined;
  if (names !== undefined) return names;
  const found = new Set<string>();
  for (const node of info.fieldNodes) collect(node.selectionSet, info.fragments, found);
  if (others.length === 0 && only !== undefined) known.set(only, found);
  return found;
}

function collect(
  set: SelectionSetNode | undefined,
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
  found: Set<string>,
): void {
  for (const selection of set?.selections ?? []) {
    if (selection.kind === Kind.FIELD) found.add(selection.name.value);
    else if (selection.kind === Kind.INLINE_FRAGMENT) collect(selection.selectionSet, fragments, found);
    else collect(fragments[selection.name.value]?.selectionSet, fragments, found);
  }
}
