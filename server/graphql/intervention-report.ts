/** The field `interventionReport`: sums of the database, judged by the engine. */
import { dayMs, weekOf } from '../engine/calendar.ts';
import { interventionReport as reportOf } from '../engine/interventions/report.ts';
import type { DaySums } from '../engine/interventions/series.ts';
import { isEverybody, within } from '../engine/segments/expand.ts';
import { readInterventionDays, readInterventionSums } from '../facts/intervention-sums.ts';
import { whoMeets } from '../store/filtered.ts';
import type { Context } from './context.ts';
import { badInput } from './errors.ts';
import { guestFilterOf, reachOf } from './filtering.ts';
import { checkedAction } from './interventions.ts';
import type { InterventionEffectParent } from './parents.ts';
import { masksFor } from './portfolio.ts';
import { checkedAsOf } from './subjects.ts';
import type { QueryInterventionReportArgs } from './types.generated.ts';

const yearDays = 365;
const method =
  'Intention to treat; difference in means with unequal variances (Welch), less what was expected beforehand (CUPED on visits and spend by RHYTHM); ratio by Fieller; many actions by Benjamini and Hochberg';

/** @throws GraphQLError BAD_USER_INPUT */
export function checkedWindow(windowDays: number | null | undefined, usual: number): number {
  const days = windowDays ?? usual;
  if (days >= 1 && days <= yearDays) return days;
  throw badInput(`windowDays must be from 1 to ${yearDays}, got ${days}`);
}

/** @throws GraphQLError BAD_USER_INPUT */
async function periodOf(context: Context, args: QueryInterventionReportArgs) {
  const { serving, now } = context;
  const asOf = checkedAsOf(context, args.asOf) ?? now;
  const to = args.to ?? asOf + 1;
  const from = args.from ?? to - yearDays * dayMs;
  if (from >= to) throw badInput(`from must be before to, got ${new Date(from).toISOString()} and ${new Date(to).toISOString()}`);
  const guests = within(await guestFilterOf(context, args.filter), reachOf(context));
  return {
    from,
    to,
    asOf,
    windowDays: checkedWindow(args.windowDays, serving.config.interventions.windowDays),
    action: args.action === null || args.action === undefined ? null : checkedAction(args.action),
    whom: isEverybody(guests) ? null : whoMeets(guests),
  };
}

/** @throws GraphQLError BAD_USER_INPUT, PROFILE_UNAVAILABLE */
export async function interventionReport(context: Context, args: QueryInterventionReportArgs) {
  const { db, serving } = context;
  const { config, weeks, calendar } = serving;
  const smallestEffect = args.smallestEffect ?? config.interventions.smallestEffect;
  if (!(smallestEffect >= 0.01 && smallestEffect <= 0.5))
    throw badInput(`smallestEffect must be from 0.01 to 0.5, got ${smallestEffect}`);
  const period = await periodOf(context, args);
  const [basis] = await weeks.read([weekOf(period.asOf, calendar.timeZone).week]);
  if (basis === undefined) throw new Error('expected the facts of one week, got none');
  const reading = serving.patientDb ?? db;
  const arms = await readInterventionSums(reading, period, basis, config.interventions.venueSpendWeight);
  const { actions, total } = reportOf(arms, { smallestEffect, masks: masksFor(context) }, config);
  let known: Promise<DaySums[]> | null = null;
  const days = () => {
    known ??= readInterventionDays(reading, period);
    return known;
  };
  const { from, to, asOf, windowDays } = period;
  const { intervalLevel } = config.interventions;
  return {
    from,
    to,
    asOf,
    windowDays,
    method,
    intervalLevel,
    marginShare: config.actions.marginShare,
    actions: actions.map((effect): InterventionEffectParent => ({ ...effect, days })),
    total,
  };
}
