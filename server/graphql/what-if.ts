import { businessDay, dayOfIso } from '../engine/calendar.ts';
import { healthScore } from '../engine/health/score.ts';
import { differenceOf, type Supposed } from '../engine/what-if/difference.ts';
import { type HypotheticalChange, type HypotheticalEvents, hypotheticalEvents } from '../engine/what-if/events.ts';
import { pathToLevel } from '../engine/what-if/path.ts';
import { minorDigitsOf, minorUnits } from '../ingest/values.ts';
import type { Context } from './context.ts';
import { badInput } from './errors.ts';
import type { InsightParent, PathToLevelParent } from './parents.ts';
import { inSection } from './section-names.ts';
import { findSubject, type Preparation } from './subjects.ts';
import type { HealthLevel, WhatIfCampaignResponse, WhatIfChange, WhatIfFeedback, WhatIfVisits } from './types.generated.ts';

const mostChanges = 50;
const mostVisits = 100;
/** Days that any of it may lie ahead. */
const farthestDays = 730;
const longestChannel = 60;

function whole(name: string, value: number, least: number, most: number): number {
  if (value >= least && value <= most) return value;
  throw badInput(`${name} must be from ${least} to ${most}, got ${value}`);
}

/** @throws GraphQLError BAD_USER_INPUT for a day before today or too far ahead. */
function aheadOf(name: string, text: string, today: number): number {
  const day = dayOfIso(text);
  if (day === null) throw badInput(`${name} must be a day such as 2026-12-24, got ${text}`);
  if (day < today)
    throw badInput(`${name} must not be in the past, got ${text}; record what has happened with recordVisits or its kin`);
  if (day - today > farthestDays) throw badInput(`${name} must be within ${farthestDays} days, got ${text}`);
  return day;
}

function visitsOf(name: string, input: WhatIfVisits, today: number, currency: string): HypotheticalChange {
  const { dates, everyDays, spend } = input;
  const spendMinor = spend === null || spend === undefined ? null : minorUnits(spend, minorDigitsOf(currency));
  if (spendMinor !== null && typeof spendMinor !== 'string') throw badInput(`${name}.spend: ${spendMinor.fault}`);
  if (dates !== null && dates !== undefined) {
    whole(`${name}.dates: its length`, dates.length, 1, mostVisits);
    if ((input.count ?? dates.length) !== dates.length) {
      throw badInput(`${name}.count must be the number of dates (${dates.length}) or left out, got ${input.count}`);
    }
  }
  const days = dates?.map((date) => aheadOf(`${name}.dates`, date, today)) ?? null;
  return {
    kind: 'VISITS',
    count: days?.length ?? whole(`${name}.count`, input.count ?? 1, 1, mostVisits),
    days,
    everyDays: everyDays === null || everyDays === undefined ? null : whole(`${name}.everyDays`, everyDays, 1, farthestDays),
    spendMinor: spendMinor === null ? null : Number(spendMinor),
  };
}

function feedbackOf(name: string, { rating, nps, date }: WhatIfFeedback, today: number): HypotheticalChange {
  const given = { rating: rating ?? null, nps: nps ?? null };
  if (given.rating === null && given.nps === null)
    throw badInput(`${name} needs a rating (1 to 5) or nps (0 to 10), got neither`);
  if (given.rating !== null) whole(`${name}.rating`, given.rating, 1, 5);
  if (given.nps !== null) whole(`${name}.nps`, given.nps, 0, 10);
  return { kind: 'FEEDBACK', ...given, day: dayOrNull(`${name}.date`, date, today) };
}

function responseOf(name: string, { response, channel, date }: WhatIfCampaignResponse, today: number): HypotheticalChange {
  const length = channel?.trim().length;
  if (length !== undefined) whole(`${name}.channel: its length`, length, 1, longestChannel);
  return {
    kind: 'CAMPAIGN_RESPONSE',
    response: response ?? 'CLICKED',
    channel: channel?.trim() ?? null,
    day: dayOrNull(`${name}.date`, date, today),
  };
}

function dayOrNull(name: string, date: string | null | undefined, today: number): number | null {
  return date === null || date === undefined ? null : aheadOf(name, date, today);
}

function changeOf(input: WhatIfChange, index: number, today: number, currency: string): HypotheticalChange {
  const { visits, feedback, campaignResponse, silentDays } = input;
  const name = `changes[${index}]`;
  const given = [visits, feedback, campaignResponse, silentDays].filter((part) => part !== null && part !== undefined);
  if (given.length !== 1) {
    throw badInput(`${name} must have exactly one of visits, feedback, campaignResponse and silentDays, got ${given.length}`);
  }
  if (visits !== null && visits !== undefined) return visitsOf(`${name}.visits`, visits, today, currency);
  if (feedback !== null && feedback !== undefined) return feedbackOf(`${name}.feedback`, feedback, today);
  if (campaignResponse !== null && campaignResponse !== undefined) {
    return responseOf(`${name}.campaignResponse`, campaignResponse, today);
  }
  return { kind: 'SILENCE', days: whole(`${name}.silentDays`, silentDays ?? 0, 1, farthestDays) };
}

/** The same guest as if events had happened; nothing of it is remembered beyond the request. */
export function supposed(subject: InsightParent, events: HypotheticalEvents): InsightParent {
  return { ...subject, version: null, hypothesis: { key: JSON.stringify(events), events } };
}

/** @throws GraphQLError CUSTOMER_NOT_FOUND, BAD_USER_INPUT */
export async function whatIf(
  context: Context,
  customerId: string,
  changes: readonly WhatIfChange[],
  asOf: number | null | undefined,
  preparations: readonly Preparation[],
): Promise<InsightParent> {
  if (changes.length > mostChanges) throw badInput(`At most ${mostChanges} changes, got ${changes.length}; leave some out`);
  const subject = await findSubject(context, customerId, asOf, []);
  const { calendar, settings } = context.serving;
  const today = businessDay(subject.asOf, calendar);
  const checked = changes.map((change, index) => changeOf(change, index, today, settings.CURRENCY));
  const events = await context.assessor.assess(inSection('whatIf', hypotheticalEvents(checked)), subject);
  if (events.days > farthestDays) {
    throw badInput(`The changes must end within ${farthestDays} days, got ${events.days}; leave some out or shorten them`);
  }
  const parent = supposed(subject, events);
  await Promise.allSettled(preparations.map((prepare) => prepare(context, parent)));
  return parent;
}

/** What a hypothesis makes of a score; null: nothing is supposed. */
export async function hypothesisOf({ assessor }: Context, subject: InsightParent): Promise<Supposed | null> {
  const { hypothesis, ...plain } = subject;
  if (hypothesis === undefined) return null;
  const { events } = hypothesis;
  if (events.days === 0 && events.visits.length + events.feedback.length + events.sends.length === 0) return null;
  const [before, after] = await Promise.all([assessor.assess(healthScore, plain), assessor.assess(healthScore, subject)]);
  return { ...differenceOf(before, after), events };
}

/** @throws GraphQLError CUSTOMER_NOT_FOUND, BAD_USER_INPUT */
export async function pathOf(
  context: Context,
  customerId: string,
  level: HealthLevel,
  asOf: number | null | undefined,
): Promise<PathToLevelParent> {
  const subject = await findSubject(context, customerId, asOf, []);
  const [found, before] = await Promise.all([
    context.assessor.assess(inSection('pathToLevel', pathToLevel(level)), subject),
    context.assessor.assess(healthScore, subject),
  ]);
  const paths = found.paths.map((path) => ({ ...path, subject: supposed(subject, path.events) }));
  return { ...found, customerId, asOf: subject.asOf, before, paths };
}
