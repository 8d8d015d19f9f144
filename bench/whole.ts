import {
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isLeafType,
  isNonNullType,
  isObjectType,
} from 'graphql';

/** Every field below a type that can be asked for without arguments, except those named, as a selection. */
export function wholeSelection(schema: GraphQLSchema, typeName: string, without: ReadonlySet<string> = new Set()): string {
  return selectionOf(schema.getType(typeName), without, []);
}

function selectionOf(type: GraphQLNamedType | undefined, without: ReadonlySet<string>, above: readonly string[]): string {
  if (!isObjectType(type) && !isInterfaceType(type)) return '';
  const fields = Object.values(type.getFields()).flatMap((field) => {
    const below = getNamedType(field.type);
    const needsArguments = field.args.some(
      (argument) => isNonNullType(argument.type) || ['first', 'last'].includes(argument.name),
    );
    if (needsArguments || without.has(`${type.name}.${field.name}`) || above.includes(below.name)) return [];
    return [isLeafType(below) ? field.name : `${field.name} ${selectionOf(below, without, [...above, type.name])}`];
  });
  return `{ ${fields.join(' ')} }`;
}
