/** What is done for guests: recorded with the arm that is fixed for them, or planned for many at once. */
import { businessDay, dayMs, isoDay } from '../engine/calendar.ts';
import { guidance } from '../engine/insights/guidance.ts';
import { type Arm, armOf } from '../engine/interventions/arms.ts';
import { guestsNeeded, guestsPerArm } from '../engine/interventions/lift.ts';
import { actionOf } from '../engine/interventions/named.ts';
import { within } from '../engine/segments/expand.ts';
import { readMatchingUpTo } from '../store/filtered.ts';
import { requestHash } from '../store/idempotency.ts';
import { type InterventionKey, type InterventionRecord, readInterventions, readResting } from '../store/interventions.ts';
import type { Context } from './context.ts';
import { badInput, refusal } from './errors.ts';
import { guestFilterOf, reachOf } from './filtering.ts';
import { moneyText } from './money.ts';
import { atMostOnce, camelCase, type Recording, rescored, write } from './recording.ts';
import type {
  InterventionInput,
  InterventionPlan,
  MutationPlanInterventionsArgs,
  MutationRecordInterventionArgs,
  RecordError,
} from './types.generated.ts';

/** Most guests of one plan: each of them is assessed. */
const mostPlanned = 500;
const longestAction = 100;

/** @throws GraphQLError BAD_USER_INPUT */
export function checkedAction(action: string): string {
  const name = action.trim().toLowerCase();
  if (name.length >= 1 && name.length <= longestAction) return name;
  throw badInput(`action must have 1 to ${longestAction} characters, got ${name.length}; name one of the catalogue or your own`);
}

/** One action of one guest on one day is one intervention, unless the caller names it otherwise. */
function idOf(action: string, at: number, { serving }: Context): string {
  return `${action}@${isoDay(businessDay(at, serving.calendar))}`;
}

function costOf(action: string, arm: Arm, given: string | null | undefined, { serving }: Context): string | undefined {
  if (given !== null && given !== undefined) return given;
  const entry = actionOf(action);
  if (arm === 'CONTROL' || entry === null) return undefined;
  return moneyText(entry.cost * serving.config.minorPerMajor, serving.settings.CURRENCY);
}

type Row = Readonly<Record<string, string | undefined>>;

function recordingOf(operation: string, rows: readonly Row[]): Recording {
  return { operation, table: 'interventions', rows, fieldOf: camelCase };
}

/** What is on record already stays as it is where nothing is said of it. */
async function rowOf(context: Context, input: InterventionInput): Promise<Row & { intervention_id: string }> {
  const { serving, now, db, viewer } = context;
  const action = checkedAction(input.action);
  const interventionId = input.interventionId ?? idOf(action, input.at ?? now, context);
  const reachable = viewer.reach === null || viewer.reach.has(input.customerId);
  const [known] = reachable ? await readInterventions(db, [{ customerId: input.customerId, interventionId }]) : [];
  const arm = input.arm ?? known?.arm ?? armOf(input.customerId, action, serving.config.interventions.controlShare);
  const cost = known === undefined || (input.cost ?? null) !== null ? costOf(action, arm, input.cost, context) : undefined;
  return {
    customer_id: input.customerId,
    intervention_id: interventionId,
    action,
    at: new Date(input.at ?? known?.at ?? now).toISOString(),
    arm,
    cost,
  };
}

interface Recorded {
  readonly key: InterventionKey;
  readonly errors: readonly RecordError[];
}

/** @throws GraphQLError BAD_USER_INPUT, CONFLICT */
export async function recordIntervention(
  context: Context,
  { intervention, idempotencyKey }: MutationRecordInterventionArgs,
): Promise<{ intervention: InterventionRecord | null; proceed: boolean | null; errors: readonly RecordError[] }> {
  const touched: string[] = [];
  const row = await rowOf(context, intervention);
  const work = async (db: Context['db']): Promise<Recorded> => {
    const { result, customerIds } = await write(context, db, recordingOf('recordIntervention', [row]));
    touched.push(...customerIds);
    return { key: { customerId: intervention.customerId, interventionId: row.intervention_id }, errors: result.errors };
  };
  const hash = requestHash('recordIntervention', { ...intervention });
  const { key, errors } = await atMostOnce(context, idempotencyKey, hash, work);
  if (touched.length > 0) await rescored(context, touched);
  const [found] = errors.length > 0 ? [] : await readInterventions(context.db, [key]);
  return { intervention: found ?? null, proceed: found === undefined ? null : found.arm === 'TREATMENT', errors };
}

interface Whom {
  readonly ids: readonly string[];
  readonly unknown: number;
}

/** @throws GraphQLError BAD_USER_INPUT, BATCH_TOO_LARGE */
async function whom(context: Context, { customerIds, filter }: MutationPlanInterventionsArgs): Promise<Whom> {
  const [byId, byFilter] = [(customerIds ?? null) !== null, (filter ?? null) !== null];
  if (byId === byFilter) throw badInput(`Expected exactly one of customerIds and filter, got ${byId ? 'both' : 'neither'}`);
  const asked = [...new Set(customerIds ?? [])].sort();
  const tooMany = (got: string) =>
    refusal(
      'BATCH_TOO_LARGE',
      `At most ${mostPlanned} customers at once, got ${got}; plan in several requests or narrow the filter`,
      {
        limit: mostPlanned,
      },
    );
  if (asked.length > mostPlanned) throw tooMany(String(asked.length));
  if (byId) {
    const guests = await Promise.all(asked.map((id) => context.loaders.guests.load(id)));
    const ids = guests.flatMap((guest) => (guest === null ? [] : [guest.customerId]));
    return { ids, unknown: asked.length - ids.length };
  }
  const guests = within(await guestFilterOf(context, filter), reachOf(context));
  const ids = await readMatchingUpTo(context.db, guests, mostPlanned + 1);
  if (ids.length > mostPlanned) throw tooMany('more');
  return { ids, unknown: 0 };
}

/** Of guests, those whom an action of the catalogue fits; one of one's own fits everybody. */
async function fitting({ assessor, now }: Context, action: string, ids: readonly string[]): Promise<string[]> {
  if (actionOf(action) === null) return [...ids];
  const fits = await Promise.all(
    ids.map(async (customerId) => (await assessor.assess(guidance, { customerId, asOf: now })).fitting.includes(action)),
  );
  return ids.filter((_id, index) => fits[index]);
}

/** @throws GraphQLError BAD_USER_INPUT, BATCH_TOO_LARGE, CONFLICT */
export async function planInterventions(context: Context, args: MutationPlanInterventionsArgs): Promise<InterventionPlan> {
  const { idempotencyKey, cost, dryRun } = args;
  const action = checkedAction(args.action);
  const touched: string[] = [];
  const work = async (db: Context['db']): Promise<InterventionPlan> => {
    const { plan, rows } = await planned(context, action, args);
    if (dryRun === true || rows.length === 0) return plan;
    const { result, customerIds } = await write(context, db, recordingOf('planInterventions', rows));
    const [fault] = result.errors;
    if (fault !== undefined) throw badInput(fault.message);
    touched.push(...customerIds);
    return { ...plan, recorded: true };
  };
  const { customerIds, filter } = args;
  const hash = requestHash('planInterventions', { action, customerIds, filter, cost, dryRun });
  const plan = await atMostOnce(context, dryRun === true ? null : idempotencyKey, hash, work);
  if (touched.length > 0) await rescored(context, touched);
  return plan;
}

async function planned(context: Context, action: string, args: MutationPlanInterventionsArgs) {
  const { now, db, serving } = context;
  const { controlShare, smallestEffect, guestsPerArm: floor } = serving.config.interventions;
  const { ids, unknown } = await whom(context, args);
  const interventionId = idOf(action, now, context);
  const known = await readInterventions(
    db,
    ids.map((customerId) => ({ customerId, interventionId })),
  );
  const today = new Map(known.map((entry) => [entry.customerId, entry.arm]));
  const since = now - serving.config.actions.restDays * dayMs;
  const resting = await readResting(db, ids, action, since);
  const fresh = ids.filter((id) => !resting.has(id) && !today.has(id));
  const fit = await fitting(context, action, fresh);
  // Who was planned earlier today stays in, as planned: the same request again answers the same list.
  const all = [...new Set([...today.keys(), ...fit])].sort();
  const interventions = all.map((customerId) => ({
    customerId,
    interventionId,
    arm: today.get(customerId) ?? armOf(customerId, action, controlShare),
  }));
  for (const id of all) context.seen.customers.add(id);
  const treated = interventions.filter(({ arm }) => arm === 'TREATMENT').length;
  const control = interventions.length - treated;
  const plan = {
    action,
    controlShare,
    considered: ids.length,
    unknown,
    resting: [...resting].filter((id) => !today.has(id)).length,
    unfit: fresh.length - fit.length,
    treated,
    control,
    guestsPerArm: Math.floor(guestsPerArm(treated, control)),
    guestsNeeded: guestsNeeded(0.5, smallestEffect, floor),
    recorded: false,
    interventions,
  };
  const rows = interventions
    .filter(({ customerId }) => !today.has(customerId))
    .map(({ customerId, arm }) => ({
      customer_id: customerId,
      intervention_id: interventionId,
      action,
      at: new Date(now).toISOString(),
      arm,
      cost: costOf(action, arm, arm === 'CONTROL' ? null : args.cost, context),
    }));
  return { plan, rows };
}
