import { type GraphQLObjectType, type GraphQLSchema, getNamedType, isIntrospectionType, isObjectType } from 'graphql';
import { describe, expect, test } from 'vitest';
import type { Permission, Role } from '../../server/access/roles.ts';
import { directiveOf } from '../../server/graphql/directives.ts';
import { executableSchema } from '../../server/graphql/schema.ts';
import { Seen } from '../../server/graphql/seen.ts';
import { rootQuestions } from '../support/schema-questions.ts';
import { admin, openRestaurant } from './restaurant.ts';

/** The rights of each role, as the schema's enum Permission tells them; written out here, so that nobody widens a role by accident. */
const rights: Readonly<Record<Role | 'OWNER', readonly Permission[]>> = {
  ADMIN: ['SIGNED_IN', 'READ_CUSTOMERS', 'READ_VENUE', 'READ_CONTACT', 'RECORD', 'ADMINISTER'],
  MANAGER: ['SIGNED_IN', 'READ_CUSTOMERS', 'READ_VENUE', 'READ_CONTACT', 'RECORD'],
  ANALYST: ['SIGNED_IN', 'READ_CUSTOMERS', 'READ_VENUE'],
  PARTNER: ['SIGNED_IN', 'READ_CUSTOMERS'],
  OWNER: [], // no role of ours
};
const everybody = Object.keys(rights) as (keyof typeof rights)[];

const restaurant = await openRestaurant({ guests: 12 });
const schema = executableSchema();
const questions = rootQuestions(schema, { id: 'no-such', ids: ['no-such'], customerId: 'no-such', customerIds: ['no-such'] });
const as = (role: keyof typeof rights) => ({
  ...admin,
  role: role as Role,
  reach: role === 'PARTNER' ? new Set<string>(['G01']) : null,
});

/** What the schema's text asks of who reads a field. */
function neededFor(type: GraphQLObjectType, name: string): Permission {
  const field = type.getFields()[name];
  const rule = directiveOf(field?.astNode, 'access') ?? directiveOf(type.astNode, 'access');
  if (rule === null || rule === undefined) throw new Error(`${type.name}.${name} has no @access`);
  return rule.needs as Permission;
}

const rootOf: Readonly<Record<string, GraphQLObjectType | null | undefined>> = {
  query: schema.getQueryType(),
  mutation: schema.getMutationType(),
  subscription: schema.getSubscriptionType(),
};

/** Whether the guard of a field refuses a role; the resolver behind it has nothing to work with, so what else it says is no matter. */
async function isRefused(type: GraphQLObjectType, name: string, role: keyof typeof rights): Promise<boolean> {
  const { resolve, subscribe } = type.getFields()[name] ?? {};
  const ask = subscribe ?? resolve;
  if (ask === undefined) return false;
  try {
    await ask({}, {}, { viewer: as(role), seen: new Seen() }, {} as never);
    return false;
  } catch (error) {
    return error instanceof Error && error.message.includes('is not for your role');
  }
}

function objectTypes(from: GraphQLSchema): GraphQLObjectType[] {
  return Object.values(from.getTypeMap()).filter(
    (type): type is GraphQLObjectType => isObjectType(type) && !isIntrospectionType(type),
  );
}

describe('by role', () => {
  test.each(everybody)(
    '%s may ask exactly the operations that its rights name, and what is refused asks nothing of the database',
    async (role) => {
      const wrong: unknown[] = [];
      for (const { kind, field, document, variables } of questions) {
        const root = rootOf[kind];
        if (root === null || root === undefined || kind === 'subscription') continue;
        const isAllowed = rights[role].includes(neededFor(root, field.name));
        const statements: string[] = [];
        restaurant.db.onStatement = (name) => void (name !== 'store.configurations' && statements.push(name));
        const answer = await restaurant.ask(document, variables, as(role));
        restaurant.db.onStatement = null;
        const refused = (answer.errors ?? []).some(({ message }) => message.includes('is not for your role'));
        const codes = (answer.errors ?? []).map(({ extensions }) => extensions?.code);
        if (refused === isAllowed) wrong.push([field.name, isAllowed, codes]);
        if (!isAllowed && (statements.length > 0 || codes.join() !== 'FORBIDDEN')) wrong.push([field.name, statements, codes]);
      }
      expect(wrong, JSON.stringify(wrong.slice(0, 3))).toEqual([]);
    },
  );

  test.each(everybody)('%s is refused exactly the fields that are beyond its rights, of every type', async (role) => {
    const wrong: string[] = [];
    const roots = new Set(Object.values(rootOf));
    for (const type of objectTypes(schema)) {
      for (const name of Object.keys(type.getFields())) {
        const needed = neededFor(type, name);
        // What whoever came through the root may read is not asked again.
        const isAsked = roots.has(type) || !['SIGNED_IN', 'READ_CUSTOMERS'].includes(needed);
        if ((await isRefused(type, name, role)) !== (isAsked && !rights[role].includes(needed)))
          wrong.push(`${type.name}.${name}`);
      }
    }
    expect(wrong, JSON.stringify(wrong.slice(0, 3))).toEqual([]);
  });

  test('what is not asked again cannot be reached from a root that needs less', () => {
    const reached = (start: GraphQLObjectType, seen = new Set<GraphQLObjectType>()): Set<GraphQLObjectType> => {
      if (seen.has(start)) return seen;
      seen.add(start);
      for (const { type } of Object.values(start.getFields())) {
        const below = getNamedType(type);
        if (isObjectType(below)) reached(below, seen);
        else
          for (const possible of objectTypes(schema).filter((each) =>
            each.getInterfaces().some(({ name }) => name === below.name),
          ))
            reached(possible, seen);
      }
      return seen;
    };
    const open = questions.filter(({ kind, field }) => {
      const root = rootOf[kind];
      return root !== null && root !== undefined && neededFor(root, field.name) === 'SIGNED_IN';
    });
    expect(open.map(({ field }) => field.name)).toEqual(['viewer']);
    for (const { field } of open) {
      const below = getNamedType(field.type);
      if (!isObjectType(below)) continue;
      for (const type of reached(below))
        for (const name of Object.keys(type.getFields()))
          expect([type.name, name, neededFor(type, name)]).toEqual([type.name, name, 'SIGNED_IN']);
    }
  });
});
