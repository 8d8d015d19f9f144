/** What a week of the grid is made of, read from one consistent view of the base. */
import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { businessDay, type Calendar, dayMs, dayOfIso, isoDay, startOfWeek } from '../engine/calendar.ts';
import type { ScoringConfig } from '../engine/config.ts';
import type { Instant } from '../engine/derivation.ts';
import { sum } from '../engine/maths/statistics.ts';
import { type VenueSales, venueBasis } from '../engine/population.ts';
import { guestHash } from '../engine/predictions/visit-log.ts';
import { unfittedWeek, type WeekFit, type WeekFitTask } from '../engine/predictions/week-fit.ts';
import { type CollectedGuests, collectWeek, type KnownGuest, type SeenByWeek, type Week, weekTask } from '../engine/week.ts';
import { fitAside, makeAside } from './aside.ts';
import { feedback } from './feedback.ts';
import { readInterventionSums } from './intervention-sums.ts';
import { readItemPairs } from './item-pairs.ts';
import { readLastSeen } from './last-seen.ts';
import { loyalty } from './loyalty.ts';
import { readSegments } from './segments.ts';
import { sends } from './sends.ts';
import { readVenueMix } from './venue-mix.ts';
import { readVenueSales } from './venue-sales.ts';
import { bareVisits } from './visits.ts';
import { byKey, walkCustomers } from './walk.ts';

/** Guests read at once: few enough that requests, which the same process may answer meanwhile, wait no longer than a moment. */
const chunk = 500;

/** What the guests of a chunk are known by at an instant, in the order of the ids: those with a visit. */
export async function readKnownGuests(db: Db, ids: readonly string[], until: number, calendar: Calendar): Promise<KnownGuest[]> {
  const visitsOf = await bareVisits.read(db, ids, until, calendar);
  const histories = ids.map((id) => ({ id, visits: bareVisits.at(visitsOf.get(id), until) }));
  const known = histories.filter((guest) => guest.visits.visits.length > 0);
  const visitors = known.map(({ id }) => id);
  const accounts = await loyalty.read(db, visitors, until, calendar);
  const entries = await feedback.read(db, visitors, until, calendar);
  const messages = await sends.read(db, visitors, until, calendar);
  const segments = await readSegments(db, visitors, until);
  return known.map(({ id, visits: history }) => ({
    hash: guestHash(id),
    facts: {
      visits: history,
      loyalty: loyalty.at(accounts.get(id), until),
      feedback: feedback.at(entries.get(id), until),
      sends: sends.at(messages.get(id), until),
      segment: segments.get(id) ?? null,
    },
  }));
}

/** The last instant and business day before an instant. */
export function before(startsAt: number, calendar: Calendar): Instant {
  return { asOf: startsAt - 1, day: businessDay(startsAt - 1, calendar) };
}

interface Read {
  readonly guests: CollectedGuests;
  readonly sales: VenueSales;
  readonly seen: SeenByWeek;
}

/** Who computes a week, and by which rules. */
export interface WeekRules {
  readonly config: ScoringConfig;
  readonly calendar: Calendar;
  /** Fits the models of a week; absent: in a thread of its own. */
  readonly fitter?: (task: WeekFitTask) => Promise<WeekFit>;
}

/** What followed the interventions of the time before the week, in windows of its horizon. */
function readTried(
  db: Db,
  startsAt: number,
  guests: CollectedGuests,
  sales: Pick<VenueSales, 'venueType'>,
  config: ScoringConfig,
) {
  const { learnedDays, venueSpendWeight } = config.interventions;
  const basis = venueBasis(guests.summaries, guests.day, sales, config);
  const period = { from: startsAt - learnedDays * dayMs, to: startsAt, asOf: startsAt - 1, windowDays: basis.horizonDays };
  return readInterventionSums(db, { ...period, action: null, whom: null }, basis, venueSpendWeight);
}

/** Reads guests in the order of their hash, for as long as the week has room for them. @returns whether these were all. */
async function collect(db: Db, guests: CollectedGuests, asOf: number, calendar: Calendar): Promise<boolean> {
  for await (const ids of walkCustomers(db, chunk)) {
    for (const guest of await readKnownGuests(db, ids, asOf, calendar)) if (!guests.add(guest)) return false;
  }
  return true;
}

/** Reads the guests up to the week. */
async function readWeek(db: Db, week: string, { config, calendar }: WeekRules): Promise<Read> {
  const monday = dayOfIso(week);
  if (monday === null) throw new Error(`expected the ISO date of a Monday, got ${week}`);
  const startsAt = startOfWeek(monday, calendar.timeZone);
  const { asOf, day } = before(startsAt, calendar);
  const guests = collectWeek(day, before(startsAt - config.scoreBackTest.horizonDays * dayMs, calendar), config);
  const all = await byKey(db, () => collect(db, guests, asOf, calendar));
  const everybody = all ? {} : { everybody: await readLastSeen(db, asOf) };
  const since = isoDay(day - config.base.salesDays);
  const sales = await readVenueSales(db, since, startsAt);
  const visitCounts = await readVenueMix(db, since, startsAt, calendar.timeZone, config);
  const tried = await readTried(db, startsAt, guests, sales, config);
  const bills = { afterDay: since, until: startsAt, visits: sum(visitCounts.weekdays), itemShares: sales.itemShares };
  return {
    guests,
    sales: { ...sales, visitCounts },
    seen: { ...everybody, tried, counts: await readItemPairs(db, bills, config) },
  };
}

/** The facts and the model card of a week, not stored; what is read is one consistent view of the base. */
export async function computeWeek(db: Db, week: string, rules: WeekRules): Promise<Week> {
  const { config, fitter = fitAside } = rules;
  const { guests, sales, seen } = await db.transaction(async (tx) => {
    await sql`set transaction isolation level repeatable read`.execute(tx.kysely);
    return readWeek(tx, week, rules);
  });
  const task = weekTask(guests, sales, config);
  const fitted = config.fitsModels ? await fitter(task) : unfittedWeek(task);
  return await makeAside({ week, guests: guests.close(), sales, fitted, config, seen });
}
