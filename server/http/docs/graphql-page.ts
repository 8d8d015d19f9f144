import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql';
import { directiveOf } from '../../graphql/directives.ts';
import { type DocsPage, escaped, prose } from './html.ts';

/** A place that the search can lead to. */
export interface DocsPlace {
  readonly title: string;
  readonly href: string;
  readonly text: string;
}

const path = '/docs/graphql';

interface Group {
  readonly title: string;
  readonly holds: (type: GraphQLNamedType) => boolean;
}

function groupsOf(schema: GraphQLSchema): readonly Group[] {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  return [
    { title: 'Operations', holds: (type) => roots.some((root) => root === type) },
    { title: 'Objects', holds: (type) => (isObjectType(type) || isInterfaceType(type)) && !roots.some((root) => root === type) },
    { title: 'Inputs', holds: isInputObjectType },
    { title: 'Enums', holds: isEnumType },
    { title: 'Scalars', holds: (type) => 'serialize' in type && !isEnumType(type) },
  ];
}

function typesOf(schema: GraphQLSchema): readonly GraphQLNamedType[] {
  return Object.values(schema.getTypeMap()).filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type));
}

/** Every type and field of the schema, with who may read it, what it costs and which feature it belongs to. */
export function graphqlPage(schema: GraphQLSchema): DocsPage {
  const types = typesOf(schema);
  const groups = groupsOf(schema).map(({ title, holds }) => ({ title, types: types.filter(holds) }));
  return {
    path,
    title: 'GraphQL reference',
    summary:
      'Every type and field of the one API, made from `schema.graphql`: unit, range, what null means, who may read it and what it costs.',
    contents: groups.flatMap(({ title, types }) => [
      { id: title, title },
      ...types.map(({ name }) => ({ id: name, title: name })),
    ]),
    body: groups.map(({ title, types }) => `<h2 id="${title}">${title}</h2>${types.map(typeHtml).join('')}`).join('\n'),
  };
}

/** What the search finds in the schema. */
export function graphqlPlaces(schema: GraphQLSchema): readonly DocsPlace[] {
  return typesOf(schema).flatMap((type) => [
    place(type.name, type.name, type.description),
    ...membersOf(type).map(({ name, description }) => place(`${type.name}.${name}`, `${type.name}.${name}`, description)),
  ]);
}

function place(title: string, id: string, text: string | null | undefined): DocsPlace {
  return { title, href: `${path}#${id}`, text: (text ?? '').replace(/\s+/g, ' ').slice(0, 160) };
}

interface Member {
  readonly name: string;
  readonly description?: string | null | undefined;
  readonly html: string;
}

function membersOf(type: GraphQLNamedType): readonly Member[] {
  if (isEnumType(type)) return type.getValues().map(({ name, description }) => ({ name, description, html: '' }));
  if (!(isObjectType(type) || isInterfaceType(type) || isInputObjectType(type))) return [];
  return Object.values(type.getFields()).map((field: GraphQLField<unknown, unknown> | GraphQLInputField) => ({
    name: field.name,
    description: field.description,
    html: `${'args' in field ? argumentList(field.args) : ''}: ${typeLink(field.type)}${marks(field)}`,
  }));
}

function typeHtml(type: GraphQLNamedType): string {
  const members = membersOf(type).map((member) => {
    const id = `${type.name}.${member.name}`;
    return `<dt id="${id}"><code><a href="#${id}">${member.name}</a>${member.html}</code></dt><dd>${prose(member.description ?? '')}${argumentNotes(type, member.name)}</dd>`;
  });
  const list = members.length === 0 ? '' : `<dl>${members.join('')}</dl>`;
  return `<section class="docs-type"><h3 id="${type.name}">${type.name}${marks(type)}</h3>${prose(type.description ?? '')}${list}</section>`;
}

function typeLink(type: unknown): string {
  const text = escaped(String(type));
  const { name } = getNamedType(type as GraphQLNamedType);
  const known = !isSpecifiedScalarType(getNamedType(type as GraphQLNamedType));
  return known ? text.replace(name, `<a href="#${name}">${name}</a>`) : text;
}

function argumentList(args: readonly GraphQLArgument[]): string {
  if (args.length === 0) return '';
  const each = args.map(({ name, type, astNode }) => {
    const fallback = astNode?.defaultValue?.loc;
    const given = fallback === undefined ? '' : ` = ${escaped(fallback.source.body.slice(fallback.start, fallback.end))}`;
    return `${name}: ${typeLink(type)}${given}`;
  });
  return `(${each.join(', ')})`;
}

function argumentNotes(type: GraphQLNamedType, name: string): string {
  const field = isObjectType(type) ? type.getFields()[name] : undefined;
  if (field === undefined || field.args.length === 0) return '';
  return `<ul>${field.args.map((argument) => `<li><code>${argument.name}</code> ${prose(argument.description ?? '').replace(/<\/?p>/g, '')}</li>`).join('')}</ul>`;
}

/** Who may read it, which feature it belongs to and what it costs. */
function marks({ astNode, deprecationReason }: { readonly astNode?: unknown; readonly deprecationReason?: unknown }): string {
  const node = astNode as Parameters<typeof directiveOf>[0];
  const [access, feature, cost] = ['access', 'feature', 'cost'].map((name) => directiveOf(node, name));
  const texts = [
    ...(typeof deprecationReason === 'string' ? [`deprecated: ${deprecationReason}`] : []),
    ...(access ? [`needs ${access.needs}`] : []),
    ...(feature ? [`feature ${feature.name}`] : []),
    ...(cost ? [costText(cost)] : []),
  ];
  return texts.map((text) => ` <span class="docs-mark">${escaped(text)}</span>`).join('');
}

function costText({ points = 1, each = [] }: Readonly<Record<string, unknown>>): string {
  const names = each as readonly string[];
  const times = names.length === 0 ? '' : ` for each of ${names.join(' or ')}`;
  return `${points} point${points === 1 ? '' : 's'}${times}`;
}
