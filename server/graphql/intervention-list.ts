/** Lists of interventions: of everybody, and of one guest. */
import { isEverybody, within } from '../engine/segments/expand.ts';
import {
  countInterventions,
  type InterventionConditions,
  type InterventionPlace,
  type InterventionRecord,
  readInterventionPage,
} from '../store/interventions.ts';
import type { Context } from './context.ts';
import { cursorOf, placeOf } from './cursor.ts';
import { badInput } from './errors.ts';
import { guestFilterOf, reachOf } from './filtering.ts';
import { historyCursor, historyWalk } from './history-list.ts';
import { bordersOf, type PageArguments, pageWish } from './paging.ts';
import type { InterventionPageParent } from './parents.ts';
import type { InterventionFilter, QueryInterventionsArgs } from './types.generated.ts';

const list = 'interventions';

function placeAt(cursor: string): InterventionPlace {
  const [at, customerId, interventionId] = placeOf(list, cursor);
  if (typeof at === 'number' && typeof customerId === 'string' && typeof interventionId === 'string')
    return { at, customerId, interventionId };
  throw badInput('The cursor is not one of this list; use one from a page of the same list');
}

async function conditionsOf(context: Context, filter: InterventionFilter | null | undefined): Promise<InterventionConditions> {
  const guests = within(await guestFilterOf(context, filter?.customer), reachOf(context));
  return {
    action: filter?.action?.toLowerCase() ?? null,
    arm: filter?.arm ?? null,
    from: filter?.from ?? null,
    to: filter?.to ?? null,
    guests: isEverybody(guests) ? null : guests,
  };
}

/** @throws GraphQLError BAD_USER_INPUT for a wrong page, cursor or filter. */
export async function interventionPage(
  context: Context,
  { filter, first, after }: QueryInterventionsArgs,
): Promise<InterventionPageParent> {
  const wish = pageWish({ first, after });
  const conditions = await conditionsOf(context, filter);
  const from = wish.cursor === null ? null : placeAt(wish.cursor);
  const { items, more } = await readInterventionPage(context.db, conditions, wish.count, from);
  for (const { customerId } of items) context.seen.customers.add(customerId);
  return {
    items,
    cursorOf: ({ at, customerId, interventionId }: InterventionRecord) => cursorOf(list, [at, customerId, interventionId]),
    total: () => countInterventions(context.db, conditions),
    ...bordersOf(wish, more),
  };
}

/** @throws GraphQLError BAD_USER_INPUT for a wrong page or cursor. */
export async function interventionsOf(
  { loaders }: Context,
  customerId: string,
  args: PageArguments,
): Promise<InterventionPageParent> {
  const { wish, request } = historyWalk('interventions', customerId, args);
  const { items, more } = await loaders.interventionPages(request).load(customerId);
  return {
    items,
    cursorOf: ({ at, interventionId }) => historyCursor('interventions', customerId, at, interventionId),
    total: async () => (await loaders.interventionCounts.load(customerId)) ?? 0,
    ...bordersOf(wish, more),
  };
}
