/** What of a document will go: told in headers (RFC 9745, RFC 8594) and in the answer, and noted for the report of who still asks for it. */
import type { ApolloServerPlugin } from '@apollo/server';
import {
  type DocumentNode,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { Context, NoteDeprecated } from './context.ts';

/** Where the rules are written down. */
export const evolutionPage = '/docs/guides/evolution';

/** A name of the schema that will go. */
export interface Deprecation {
  /** As a schema coordinate: `Type.field`, `Type.field(argument:)`, `Enum.VALUE`. */
  readonly field: string;
  /** What to ask instead. */
  readonly reason: string;
  /** The days that its reason names, such as "2026-12-01"; null: it names none. */
  readonly since: string | null;
  readonly removedAfter: string | null;
}

const form = /^(?<what>.*); since (?<since>\d{4}-\d\d-\d\d), removed after (?<removedAfter>\d{4}-\d\d-\d\d)$/s;

function deprecation(field: string, reason: string): Deprecation {
  const { what = reason, since = null, removedAfter = null } = form.exec(reason)?.groups ?? {};
  return { field, reason: what, since, removedAfter };
}

/** Everything of the schema that will go, by its coordinate. */
export function deprecationsOf(schema: GraphQLSchema): ReadonlyMap<string, Deprecation> {
  const found = new Map<string, Deprecation>();
  const note = (coordinate: string, { deprecationReason }: { readonly deprecationReason?: string | null | undefined }) => {
    if (deprecationReason) found.set(coordinate, deprecation(coordinate, deprecationReason));
  };
  for (const type of Object.values(schema.getTypeMap())) {
    if (isEnumType(type)) for (const value of type.getValues()) note(`${type.name}.${value.name}`, value);
    if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      note(`${type.name}.${field.name}`, field);
      for (const argument of 'args' in field ? field.args : []) note(`${type.name}.${field.name}(${argument.name}:)`, argument);
    }
  }
  return found;
}

/** What a document names of it, each once. What comes in variables is not seen. */
export function deprecatedIn(
  schema: GraphQLSchema,
  deprecations: ReadonlyMap<string, Deprecation>,
  document: DocumentNode,
): readonly Deprecation[] {
  const found = new Set<Deprecation>();
  const note = (coordinate: string) => {
    const known = deprecations.get(coordinate);
    if (known !== undefined) found.add(known);
  };
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      Field: ({ name }) => note(`${types.getParentType()?.name}.${name.value}`),
      Argument: ({ name }) => note(`${types.getParentType()?.name}.${types.getFieldDef()?.name}(${name.value}:)`),
      ObjectField: ({ name }) => {
        const parent = types.getParentInputType();
        note(`${parent && 'name' in parent ? parent.name : ''}.${name.value}`);
      },
      EnumValue: ({ value }) => {
        const type = types.getInputType();
        note(`${type && 'name' in type ? type.name : String(type).replace(/[[\]!]/g, '')}.${value}`);
      },
    }),
  );
  return [...found];
}

/** Headers of an answer to a document that names these: since when, until when, and where the rules are. */
export function deprecationHeaders(used: readonly Deprecation[]): ReadonlyMap<string, string> {
  const first = (days: readonly (string | null)[]) => days.filter((day) => day !== null).sort()[0];
  const [since, until] = [first(used.map((use) => use.since)), first(used.map((use) => use.removedAfter))];
  return new Map([
    ...(since === undefined ? [] : [['deprecation', `@${Date.parse(`${since}T00:00:00Z`) / 1000}`] as const]),
    ...(until === undefined ? [] : [['sunset', new Date(`${until}T23:59:59Z`).toUTCString()] as const]),
    ['link', `<${evolutionPage}>; rel="deprecation"; type="text/html"`],
  ]);
}

/** Does nothing where nothing is deprecated. */
export function deprecationsPlugin(schema: GraphQLSchema, note: NoteDeprecated): ApolloServerPlugin<Context> {
  const deprecations = deprecationsOf(schema);
  if (deprecations.size === 0) return {};
  const known = new WeakMap<DocumentNode, readonly Deprecation[]>();
  const usedBy = (document: DocumentNode): readonly Deprecation[] => {
    const used = known.get(document) ?? deprecatedIn(schema, deprecations, document);
    known.set(document, used);
    return used;
  };
  return {
    async requestDidStart() {
      let used: readonly Deprecation[] = [];
      return {
        async didResolveOperation({ document, operation }) {
          if (operation !== undefined && operation !== null) used = usedBy(document);
        },
        async willSendResponse({ request, response, contextValue: { viewer, now } }) {
          if (used.length === 0 || response.body.kind !== 'single') return;
          const { singleResult } = response.body;
          singleResult.extensions = { ...singleResult.extensions, deprecations: used };
          for (const [name, value] of deprecationHeaders(used)) response.http.headers.set(name, value);
          const client = request.http?.headers.get('apollographql-client-name') ?? null;
          note({ principal: viewer.principal, client, fields: used.map(({ field }) => field), now });
        },
      };
    },
  };
}
