/**
 * The data that the champion is judged by: the public sets at several cuts, the demo at several seeds, and simulations of venues that
 * it was not made for. All of it is drawn from fixed seeds.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { live, tellStory } from '../../server/demo/guest-story.ts';
import { createWorld } from '../../server/demo/world.ts';
import { dayOfIso } from '../../server/engine/calendar.ts';
import { gamma, hash128, logNormal, normal, randomStream } from '../../server/engine/maths/random.ts';
import { type LoggedDay, type VisitLog, visitLog } from '../../server/engine/predictions/visit-log.ts';
import { type Venue, venues } from './venues.ts';

export interface Specimen {
  readonly name: string;
  /** Everything, the hold-out included. */
  readonly log: VisitLog;
  /** The last known day. */
  readonly day: number;
  /** Days of the hold-out. */
  readonly horizonDays: number;
}

const shared = join(fileURLToPath(new URL('../..', import.meta.url)), '..', 'shared', 'data');

/** Packs days by guest; the id decides the hash. */
function logOf(guests: ReadonlyMap<string, ReadonlyMap<number, number>>): VisitLog {
  return visitLog(
    [...guests].map(([id, days]) => ({
      hash: hash128(id)[0],
      days: [...days]
        .sort(([a], [b]) => a - b)
        .map(([day, netMinor]): LoggedDay => ({ day, netMinor, paidVisits: netMinor > 0 ? 1 : 0 })),
    })),
  );
}

function csvLog(file: string, customerColumn: number, dateColumn: number, amountColumn: number): VisitLog | null {
  const path = join(shared, file);
  if (!existsSync(path)) return null;
  const guests = new Map<string, Map<number, number>>();
  for (const line of gunzipSync(readFileSync(path)).toString('utf8').trim().split('\n').slice(1)) {
    const cells = line.split(',');
    const id = cells[customerColumn] ?? '';
    const day = dayOfIso((cells[dateColumn] ?? '').slice(0, 10));
    if (id === '' || day === null) continue;
    const days = guests.get(id) ?? new Map<number, number>();
    guests.set(id, days);
    days.set(day, (days.get(day) ?? 0) + Math.round(100 * Number(cells[amountColumn])));
  }
  return logOf(guests);
}

export function cdnowLog(): VisitLog | null {
  return csvLog('cdnow/cdnow_sample.csv.gz', 0, 1, 3);
}

export function coffeeLog(): VisitLog | null {
  return csvLog('coffee/coffee_sales.csv.gz', 2, 1, 5);
}

function cuts(name: string, log: VisitLog | null, list: readonly (readonly [iso: string, horizonDays: number])[]): Specimen[] {
  if (log === null) return [];
  return list.map(([iso, horizonDays]) => ({
    name: `${name} ${iso} +${horizonDays}`,
    log,
    day: dayOfIso(iso) ?? 0,
    horizonDays,
  }));
}

/** The demo, lived on for half a year after the last known day. */
export function demo(seed: number, customers: number, horizonDays: number): Specimen {
  const day = (dayOfIso('2026-06-30') ?? 0) - 90;
  const world = createWorld({ customers, seed, months: 24, untilDay: day, decimals: 2 });
  const guests = new Map<string, Map<number, number>>();
  for (let index = 0; index < customers; index += 1) {
    const story = tellStory(world, index);
    live(story, day + 1, Math.min(day + horizonDays, world.lastDay));
    const days = new Map<number, number>();
    for (const visit of story.diary.visits) {
      days.set(visit.day, (days.get(visit.day) ?? 0) + visit.totalMinor - visit.refundMinor);
    }
    if (days.size > 0) guests.set(story.guest.customerId, days);
  }
  return { name: `demo ${seed} +${horizonDays}`, log: logOf(guests), day, horizonDays };
}

function drawVenue(venue: Venue): Specimen {
  const end = venue.calibrationDays + venue.horizonDays;
  const guests = new Map<string, Map<number, number>>();
  for (let index = 0; index < venue.guests; index += 1) {
    const random = randomStream('zoo', venue.name, index);
    const start = Math.floor(venue.starts(random));
    const rate = venue.rate(random) / 7;
    const shape = venue.regularity(random);
    const gone = start + 7 * venue.life(random);
    const leaving = venue.leaving(random);
    const spend = logNormal(random, 2_000, 0.4);
    const days = new Map<number, number>();
    let [elapsed, gap] = [0, 0];
    for (let day = start; day < end && day <= gone; day += 1) {
      elapsed += day === start ? 0 : rate * (venue.season?.(day) ?? 1);
      if (elapsed < gap) continue;
      days.set(day, Math.round(spend * Math.exp(0.3 * normal(random))));
      elapsed = Math.max(0, elapsed - gap);
      gap = gamma(random, shape) / shape;
      if (random() < leaving) break;
    }
    if (days.size > 0) guests.set(`${venue.name}-${index}`, days);
  }
  return { name: venue.name, log: logOf(guests), day: venue.calibrationDays - 1, horizonDays: venue.horizonDays };
}

export function publicSpecimens(): Specimen[] {
  return [
    ...cuts('cdnow', cdnowLog(), [
      ['1997-09-30', 273],
      ['1997-07-31', 90],
      ['1997-12-31', 180],
      ['1998-03-31', 90],
      ['1997-09-30', 90],
    ]),
    ...cuts('coffee', coffeeLog(), [
      ['2024-10-31', 90],
      ['2024-12-22', 90],
      ['2025-01-31', 50],
      ['2025-02-20', 30],
      ['2024-09-30', 174],
    ]),
  ];
}

export function* specimens(): Iterable<Specimen> {
  yield* publicSpecimens();
  for (const [seed, days] of [
    [7, 90],
    [11, 90],
    [5, 30],
  ] as const)
    yield demo(seed, 2000, days);
  for (const venue of venues) yield drawVenue(venue);
}
