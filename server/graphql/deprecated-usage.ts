import type { GraphQLSchema } from 'graphql';
import { readDeprecatedUses } from '../store/deprecated-uses.ts';
import type { Context } from './context.ts';
import { deprecationsOf } from './deprecations.ts';
import { badInput } from './errors.ts';
import type { DeprecatedUse } from './types.generated.ts';

const mostDays = 400;

/** @throws GraphQLError BAD_USER_INPUT */
export async function deprecatedUsage({ db, now }: Context, schema: GraphQLSchema, days: number): Promise<DeprecatedUse[]> {
  if (days < 1 || days > mostDays) throw badInput(`days must be from 1 to ${mostDays}, got ${days}`);
  const deprecations = deprecationsOf(schema);
  return (await readDeprecatedUses(db, days, now)).map(({ principal, keyName, ...use }) => ({
    ...use,
    keyId: principal.startsWith('key:') ? principal.slice('key:'.length) : null,
    caller: keyName ?? (principal === 'session' ? 'signed in' : principal.replace('-', ' ')),
    reason: deprecations.get(use.field)?.reason ?? null,
    removedAfter: deprecations.get(use.field)?.removedAfter ?? null,
  }));
}
