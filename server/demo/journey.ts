import type { Arm } from '../engine/interventions/arms.ts';
import { beta, chance, exponential, gamma, normal, type Random, randomStream } from '../engine/maths/random.ts';
import { type Campaign, silentDaysForWinBack } from './campaigns.ts';
import { drawHabits, type Habits } from './habits.ts';
import { armOf, type Intervention, interventions, programmeStart } from './interventions.ts';
import { drawPerson, type Person } from './person.ts';
import { phaseFactor } from './phases.ts';
import { weekdayOf } from './venue.ts';
import type { World } from './world.ts';

/** One guest: who it is and how it behaves. */
export interface Guest {
  readonly world: World;
  /** From 0. */
  readonly index: number;
  readonly customerId: string;
  readonly habits: Habits;
  readonly person: Person;
  /** Day on which the CRM learned of the guest, at or before the first visit. */
  readonly createdDay: number;
}

/** Where a guest stands on a day: all that the next day depends on. */
export interface Journey {
  /** Expected visits (operational time) since the last visit, and at which number of them the next visit comes. */
  elapsed: number;
  gap: number;
  /** The last day on which the guest may come; Infinity only before it is drawn. */
  leavesOn: number;
  visitDays: number;
  lastVisitDay: number | null;
  /** The visit rate is multiplied by the largest factor in force. */
  boosts: { readonly untilDay: number; readonly factor: number }[];
  /** Actions that were due once already. */
  readonly done: Set<string>;
}

/** What a campaign message led to. Minutes count from the sending; null: it did not happen. */
export interface Response {
  readonly deliveredMinutes: number | null;
  readonly openedMinutes: number | null;
  readonly clickedMinutes: number | null;
  readonly repliedMinutes: number | null;
}

/** Writes down what happens; null where only the visits are counted. */
export interface Witness {
  sent(campaign: Campaign, response: Response): void;
  intervened(intervention: Intervention, arm: Arm, day: number): void;
  visited(day: number, satisfaction: number): void;
}

export function drawGuest(world: World, index: number): Guest {
  const habits = drawHabits(world, index);
  const random = randomStream(world.options.seed, 'guest', index, 'start');
  // Most guests are registered at the till on their first visit, some online a few days before.
  const ahead = chance(random, 0.2) ? 1 + Math.floor(random() * 14) : 0;
  const createdDay =
    habits.firstDay === null
      ? world.startDay + Math.floor(random() * (world.untilDay - world.startDay))
      : habits.firstDay - ahead;
  return {
    world,
    index,
    customerId: `G-${String(index + 1).padStart(6, '0')}`,
    habits,
    person: drawPerson(world, index, habits),
    createdDay,
  };
}

export function beginJourney(guest: Guest, random: Random): Journey {
  const { firstDay, onlyOnce } = guest.habits;
  const leavesOn = drawLeaving(random, guest.habits, firstDay ?? guest.createdDay);
  return {
    elapsed: 0,
    gap: nextGap(random, guest.habits),
    leavesOn: firstDay === null ? guest.createdDay : onlyOnce ? firstDay : leavesOn,
    visitDays: 0,
    lastVisitDay: null,
    boosts: [],
    done: new Set(),
  };
}

/** The same standing, to be continued another way: what is hidden in the future is drawn anew, given what has happened. */
export function forkJourney(journey: Journey, guest: Guest, day: number, random: Random): Journey {
  const alive = journey.leavesOn > day;
  let gap = nextGap(random, guest.habits);
  for (let attempt = 0; gap <= journey.elapsed && attempt < 60; attempt += 1) gap = nextGap(random, guest.habits);
  // Beyond the reach of drawing again the gamma's tail is nearly exponential with rate `regularity`.
  if (gap <= journey.elapsed) gap = journey.elapsed + exponential(random, 1 / guest.habits.regularity);
  return {
    ...journey,
    gap,
    leavesOn: alive ? drawLeaving(random, guest.habits, day) : journey.leavesOn,
    boosts: [...journey.boosts],
    done: new Set(journey.done),
  };
}

/** Lets one day pass. The order matters: a message works from the next day on. */
export function passDay(guest: Guest, journey: Journey, day: number, random: Random, witness: Witness | null): boolean {
  if (day > guest.createdDay) {
    for (const campaign of guest.world.campaignsOn.get(day) ?? []) receive(guest, journey, campaign, random, witness);
    for (const intervention of interventions) consider(guest, journey, intervention, day, random, witness);
  }
  if (!comes(guest, journey, day)) return false;
  journey.visitDays += 1;
  journey.lastVisitDay = day;
  journey.elapsed = Math.max(journey.elapsed - journey.gap, 0);
  journey.gap = nextGap(random, guest.habits);
  const trouble = guest.world.troubles(guest.habits.home, day);
  const satisfaction = Math.min(Math.max(guest.habits.satisfaction - trouble + 0.13 * normal(random), 0), 1);
  // A bad evening costs some guests for good.
  if (satisfaction < 0.35 && journey.visitDays > 1 && chance(random, 0.08)) journey.leavesOn = Math.min(journey.leavesOn, day);
  witness?.visited(day, satisfaction);
  return true;
}

function comes(guest: Guest, journey: Journey, day: number): boolean {
  const { firstDay } = guest.habits;
  if (firstDay === null || day < firstDay) return false;
  if (day === firstDay) {
    journey.elapsed = journey.gap;
    return true;
  }
  if (day > journey.leavesOn) return false;
  journey.elapsed += intensity(guest, journey, day);
  return journey.elapsed >= journey.gap;
}

/** The last day of a guest who is one on `day`: leaving has no memory. */
function drawLeaving(random: Random, habits: Habits, day: number): number {
  return Math.min(day + Math.floor(exponential(random, 7 / habits.leavesPerWeek)), habits.fadesUntil);
}

/** Expected visits on a day: rate × weekday × phase × season × campaigns. */
function intensity(guest: Guest, journey: Journey, day: number): number {
  const { habits, world } = guest;
  const boost = journey.boosts.reduce((most, { untilDay, factor }) => (day <= untilDay ? Math.max(most, factor) : most), 1);
  const rain = world.rains(habits.home, day) ? (habits.archetype.services[2] > 0.5 ? 1.2 : 0.93) : 1;
  return (
    habits.visitsPerWeek *
    (habits.dayShares[weekdayOf(day)] ?? 0) *
    phaseFactor(habits.phases, day) *
    world.houseFactor(day) *
    boost *
    rain
  );
}

/** Gaps in operational time have mean 1; the larger the regularity, the closer to 1 each of them. */
function nextGap(random: Random, habits: Habits): number {
  return gamma(random, habits.regularity) / habits.regularity;
}

function receive(guest: Guest, journey: Journey, campaign: Campaign, random: Random, witness: Witness | null): void {
  if (!guest.person.reachable[campaign.channel]) return;
  const silentDays = journey.lastVisitDay === null ? null : campaign.day - journey.lastVisitDay;
  if (campaign.kind === 'WIN_BACK' && (silentDays === null || silentDays < silentDaysForWinBack)) return;
  if (!chance(random, 0.94)) return; // frequency caps, full quotas
  const { response, seen } = respond(guest, campaign, random);
  journey.boosts = journey.boosts.filter(({ untilDay }) => untilDay >= campaign.day);
  const effect = campaign.kind === 'NEWSLETTER' ? 0.2 : campaign.kind === 'OFFER' ? 1 : 1.3;
  if (seen) journey.boosts.push({ untilDay: campaign.endDay, factor: 1 + effect * guest.habits.offerUplift });
  witness?.sent(campaign, response);
}

function respond(guest: Guest, campaign: Campaign, random: Random): { response: Response; seen: boolean } {
  const { openness } = guest.habits;
  const { channel, kind } = campaign;
  const delivered = !guest.person.bounces[channel] && chance(random, channel === 'EMAIL' ? 0.975 : 0.985);
  const opens = chance(
    random,
    channel === 'EMAIL' ? 0.12 + 0.55 * openness : channel === 'PUSH' ? 0.06 + 0.4 * openness : 0.5 + 0.4 * openness,
  );
  const seen = delivered && opens;
  const machine = delivered && channel === 'EMAIL' && guest.person.opensByMachine;
  const clicks =
    seen && chance(random, (kind === 'NEWSLETTER' ? 0.06 : 0.12) + 0.35 * openness * (kind === 'NEWSLETTER' ? 0.5 : 1));
  const replies = seen && channel === 'SMS' && chance(random, 0.03);
  const openMinutes = 2 + exponential(random, channel === 'EMAIL' ? 420 : 60);
  const clickMinutes = openMinutes + 0.3 + exponential(random, 3);
  const tracked = channel !== 'SMS'; // nobody can see whether a text message was read
  const response = {
    deliveredMinutes: delivered ? 0.1 + 1.5 * beta(random, 1, 4) : null,
    openedMinutes: !tracked ? null : machine ? 2 : seen ? openMinutes : null,
    clickedMinutes: clicks ? clickMinutes : null,
    repliedMinutes: replies ? openMinutes + 5 + exponential(random, 60) : null,
  };
  return { response, seen };
}

function consider(
  guest: Guest,
  journey: Journey,
  intervention: Intervention,
  day: number,
  random: Random,
  witness: Witness | null,
): void {
  const { reachable } = guest.person;
  if (!intervention.due(journey, day) || journey.done.has(intervention.action) || day < programmeStart(guest.world)) return;
  if (!reachable.EMAIL && !reachable.SMS && !reachable.PUSH) return;
  journey.done.add(intervention.action);
  const arm = armOf(guest.customerId, intervention.action);
  const revived = chance(random, intervention.revives); // drawn in both arms, so that the arms share the rest of the stream
  if (arm === 'TREATMENT') {
    journey.boosts.push({ untilDay: day + intervention.effectDays, factor: 1 + intervention.uplift });
    if (revived && day > journey.leavesOn && guest.habits.archetype.course !== 'ONCE') {
      journey.leavesOn = drawLeaving(random, guest.habits, day);
      journey.elapsed = journey.gap * 0.7;
    }
  }
  witness?.intervened(intervention, arm, day);
}
