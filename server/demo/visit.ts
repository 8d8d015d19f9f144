import { chance, choice, type Random, weightedIndex, wholeNumber } from '../engine/maths/random.ts';
import type { ServiceType } from './archetype.ts';
import type { BasketLine, Tastes } from './basket.ts';
import { type Habits, visitMinute } from './habits.ts';
import type { Guest } from './journey.ts';
import { type Daypart, daypartNames, demoLocations, servedMinutes, weekdayOf } from './venue.ts';

/** When, where, how and with whom a visit takes place, and what is ordered. */
export interface Outing {
  readonly day: number;
  readonly at: number;
  readonly locationIndex: number;
  readonly daypart: Daypart;
  readonly service: ServiceType;
  /** Where they sat; '' when not dining in. */
  readonly seating: string;
  /** People at the table; null when not dining in. */
  readonly partySize: number | null;
  readonly channel: string;
  readonly lines: readonly BasketLine[];
  readonly grossMinor: number;
}

/** Share of visits to another restaurant of the group, of guests who live there. */
const elsewhere = 0.025;

export function drawOuting(guest: Guest, tastes: Tastes, day: number, random: Random): Outing {
  const { habits, world } = guest;
  const travels = habits.archetype.course !== 'ONCE' && chance(random, elsewhere);
  const locationIndex = travels ? wholeNumber(random, 0, demoLocations.length - 1) : habits.home;
  const { daypart, minute } = drawTime(random, habits, locationIndex, day);
  const wet = world.rains(locationIndex, day);
  const service = drawService(random, habits, daypart, wet);
  const party = weightedIndex(random, habits.archetype.party) + 1;
  const children = Math.min(habits.children, habits.archetype.id === 'FAMILY' ? party - 1 : Math.max(party - 2, 0));
  const alone = habits.archetype.pays === 'SELF';
  const seated = service === 'DINE_IN';
  const lines = tastes.order(random, {
    daypart,
    service,
    adults: alone ? 1 : party - children,
    children: alone ? 0 : children,
    rises: world.risesSince(day),
  });
  return {
    day,
    at: world.instant(locationIndex, day, minute),
    locationIndex,
    daypart,
    service,
    seating: seated ? drawSeat(random, habits, day, wet, daypart) : '',
    partySize: seated ? party : null,
    channel: drawChannel(random, service, daypart, party),
    lines,
    grossMinor: lines.reduce((sum, line) => sum + line.quantity * line.unitPriceMinor, 0),
  };
}

function drawTime(random: Random, habits: Habits, locationIndex: number, day: number): { daypart: Daypart; minute: number } {
  const location = demoLocations[locationIndex];
  if (location === undefined)
    throw new RangeError(`expected a location from 0 to ${demoLocations.length - 1}, got ${locationIndex}`);
  const served = daypartNames.map((daypart) => servedMinutes(location, weekdayOf(day), daypart));
  const weights = habits.daypartShares.map((share, index) => (served[index] ? share : 0));
  // Whose only daypart is not served here and today comes for dinner.
  const index = weights.some((weight) => weight > 0.001) ? weightedIndex(random, weights) : daypartNames.indexOf('DINNER');
  const daypart = daypartNames[index] ?? 'DINNER';
  return { daypart, minute: visitMinute(random, habits, index, served[index] ?? [1080, 1200]) };
}

function drawService(random: Random, habits: Habits, daypart: Daypart, wet: boolean): ServiceType {
  const [dineIn, takeaway, delivery] = habits.archetype.services;
  const delivers = daypart === 'LUNCH' || daypart === 'DINNER' || daypart === 'LATE';
  const weights = [dineIn, takeaway, delivers ? delivery * (wet ? 1.4 : 1) : 0];
  return (['DINE_IN', 'TAKEAWAY', 'DELIVERY'] as const)[weightedIndex(random, weights)] ?? 'DINE_IN';
}

function drawSeat(random: Random, habits: Habits, day: number, wet: boolean, daypart: Daypart): string {
  const month = new Date(day * 86_400_000).getUTCMonth();
  const terrace = month >= 4 && month <= 8 && !wet && daypart !== 'LATE';
  const habit = chance(random, 0.7) ? habits.seat : choice(random, ['INDOOR', 'INDOOR', 'WINDOW', 'BAR', 'TERRACE'] as const);
  return habit === 'TERRACE' && !terrace ? 'INDOOR' : habit;
}

function drawChannel(random: Random, service: ServiceType, daypart: Daypart, party: number): string {
  if (service === 'DELIVERY') return chance(random, 0.6) ? 'APP' : 'DELIVERY_PARTNER';
  if (service === 'TAKEAWAY') return chance(random, 0.4) ? 'APP' : 'COUNTER';
  const reserves = party >= 5 ? 0.99 : daypart === 'DINNER' ? 0.5 : 0.06;
  return chance(random, reserves) ? (chance(random, 0.7) ? 'WEB' : 'PHONE') : 'WALK_IN';
}
