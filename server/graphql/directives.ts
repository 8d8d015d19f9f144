import { type ConstDirectiveNode, type ConstValueNode, Kind } from 'graphql';

/** A value of the schema file as JavaScript sees it. */
function plainValue(node: ConstValueNode): unknown {
  switch (node.kind) {
    case Kind.LIST:
      return node.values.map(plainValue);
    case Kind.INT:
    case Kind.FLOAT:
      return Number(node.value);
    case Kind.NULL:
    case Kind.OBJECT:
      return null;
    default:
      return node.value;
  }
}

/** The arguments of a directive as the schema file states them; null: the directive is not there. */
export function directiveOf(
  node: { readonly directives?: readonly ConstDirectiveNode[] | undefined } | null | undefined,
  name: string,
): Readonly<Record<string, unknown>> | null {
  const found = node?.directives?.find((directive) => directive.name.value === name);
  if (found === undefined) return null;
  return Object.fromEntries((found.arguments ?? []).map((argument) => [argument.name.value, plainValue(argument.value)]));
}
