import { dayOfIso, isoDay } from '../calendar.ts';
import type { ScoringConfig } from '../config.ts';
import type { Facts, FeedbackEntry, LoyaltyHistory, Visit } from '../facts.ts';
import { mean, median } from '../maths/statistics.ts';
import { gapsOf, visitDays } from '../rhythm.ts';
import { spendBetween } from '../spending.ts';

/** In the order in which those of one day are told. */
const kinds = ['FIRST_VISIT', 'VISITS', 'ANNIVERSARY', 'COMEBACK', 'TIER_REACHED', 'FIRST_FEEDBACK', 'HIGHEST_BILL'] as const;
export type MilestoneKind = (typeof kinds)[number];

export interface Milestone {
  readonly kind: MilestoneKind;
  /** ISO date. */
  readonly date: string;
  /** Which one, such as 10 for the 10th visit day; null: there is only one of the kind. */
  readonly number: number | null;
  readonly title: string;
  readonly impact: string;
  /** Null: cannot be said yet. */
  readonly impactValue: number | null;
  readonly impactUnit: string;
}

interface Dated extends Omit<Milestone, 'date'> {
  readonly day: number;
}

/** What the milestones of one guest are judged from. */
interface Past {
  readonly visits: readonly Visit[];
  /** Visit days, ascending, at least one. */
  readonly days: readonly number[];
  readonly firstDay: number;
  /** The day of the answer. */
  readonly today: number;
  readonly config: ScoringConfig;
}

/** "EUR 2,906.60": as English writes an amount with its code. */
function moneyText(minor: number, { currency, minorPerMajor }: ScoringConfig): string {
  const [whole = '', part] = (minor / minorPerMajor).toFixed(Math.round(Math.log10(minorPerMajor))).split('.');
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, ',');
  return `${currency} ${part === undefined ? grouped : `${grouped}.${part}`}`;
}

function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function ordinal(number: number): string {
  const tens = number % 100;
  const suffix = tens >= 11 && tens <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][number % 10] ?? 'th');
  return `${number}${suffix}`;
}

/** Visit days after one day up to and including another. */
function daysBetween(days: readonly number[], afterDay: number, untilDay: number): number {
  return days.filter((day) => day > afterDay && day <= untilDay).length;
}

/** "EUR 12.50"; null when no spend is known. */
function spendText({ visits, config }: Past, afterDay: number, untilDay: number): string | null {
  const spend = spendBetween(visits, afterDay, untilDay);
  return spend.visits === 0 ? null : moneyText(spend.netMinor, config);
}

/** What followed: the visit days after a day. */
function since({ days, today }: Past, day: number): Pick<Dated, 'impactValue' | 'impactUnit'> & { readonly words: string } {
  const later = daysBetween(days, day, today);
  const words = later === 0 ? 'no visit since' : `${counted(later, 'visit day')} since`;
  return { words, impactValue: later, impactUnit: 'visit days since' };
}

/**
 * The window from a day on against the same before it; only once the window has passed, and for a guest who was known for the whole of
 * the one before. It shows what came after, not because of it.
 */
function beforeAndAfter(
  { days, firstDay, today, config }: Past,
  day: number,
): Pick<Dated, 'impact' | 'impactValue' | 'impactUnit'> {
  const { impactDays } = config.milestones;
  const impactUnit = `visit days more in ${impactDays} days`;
  if (today < day + impactDays - 1) {
    return { impact: `Cannot be said before ${impactDays} days have passed.`, impactValue: null, impactUnit };
  }
  const after = daysBetween(days, day - 1, day + impactDays - 1);
  const afterWords = `${counted(after, 'visit day')} in the ${impactDays} days from then on`;
  if (firstDay > day - impactDays) {
    return { impact: `${afterWords}; too new a guest to compare with before.`, impactValue: null, impactUnit };
  }
  const before = daysBetween(days, day - 1 - impactDays, day - 1);
  return { impact: `${afterWords}, ${before} in the ${impactDays} days before.`, impactValue: after - before, impactUnit };
}

function visitCounts(past: Past): Dated[] {
  const { visitDays: told } = past.config.milestones;
  return told.flatMap((number): Dated[] => {
    const day = past.days[number - 1];
    if (day === undefined) return [];
    const { words, ...followed } = since(past, day);
    const spent = spendText(past, past.firstDay - 1, day);
    if (number === 1) {
      const impact = spent === null ? `On record: ${words}.` : `Spent ${spent}; ${words}.`;
      return [{ kind: 'FIRST_VISIT', day, number: null, title: 'First visit', impact, ...followed }];
    }
    const took = `${number} visit days in ${day - past.firstDay + 1} days`;
    const impact = spent === null ? `${took}; ${words}.` : `${took}, worth ${spent}; ${words}.`;
    return [{ kind: 'VISITS', day, number, title: `${ordinal(number)} visit day`, impact, ...followed }];
  });
}

/** The same date some years later; of 29 February, the 28th where there is none. */
function yearsLater(day: number, years: number): number {
  const iso = isoDay(day);
  const year = String(Number(iso.slice(0, 4)) + years).padStart(4, '0');
  return dayOfIso(`${year}${iso.slice(4)}`) ?? dayOfIso(`${year}-02-28`) ?? day;
}

/** Years since the first visit, of a guest who still came: with a visit in the quarter before. */
function anniversaries(past: Past): Dated[] {
  const found: Dated[] = [];
  for (let number = 1; ; number += 1) {
    const day = yearsLater(past.firstDay, number);
    const yearBefore = yearsLater(past.firstDay, number - 1);
    if (day > past.today || day <= yearBefore) return found;
    const came = daysBetween(past.days, yearBefore, day);
    if (daysBetween(past.days, day - past.config.milestones.anniversaryDays, day) === 0) continue;
    const spent = spendText(past, yearBefore, day);
    found.push({
      kind: 'ANNIVERSARY',
      day,
      number,
      title: `${counted(number, 'year')} a guest`,
      impact: `${counted(came, 'visit day')} in that year${spent === null ? '' : `, worth ${spent}`}.`,
      impactValue: came,
      impactUnit: 'visit days in that year',
    });
  }
}

/** Visits after a silence that was long for this guest: judged by the gaps before it, so that it stays one whatever follows. */
function comebacks(past: Past): Dated[] {
  const { comebackGaps, comebackDays, comebackGapsNeeded } = past.config.milestones;
  const gaps = gapsOf(past.days);
  let number = 0;
  return gaps.flatMap((silence, index): Dated[] => {
    const usual = mean(gaps.slice(0, index));
    const day = past.days[index + 1];
    if (usual === null || day === undefined || index < comebackGapsNeeded) return [];
    if (silence <= comebackDays || silence <= comebackGaps * usual) return [];
    number += 1;
    const { words, ...followed } = since(past, day);
    const impact = `After ${silence} days of silence, against a usual gap of ${usual.toFixed(1)} days; ${words}.`;
    return [{ kind: 'COMEBACK', day, number, title: 'Came back', impact, ...followed }];
  });
}

/** Each tier once, when it was first reached; a fall to a lower one, where the order of the names is known, reaches nothing. */
function tiers(past: Past, loyalty: LoyaltyHistory | null): Dated[] {
  const order = past.config.loyalty.tierOrder.split(' ');
  const seen = new Set<string>();
  let highest = -1;
  return (loyalty?.transactions ?? []).flatMap(({ day, tier }): Dated[] => {
    if (tier === null || seen.has(tier)) return [];
    seen.add(tier);
    const rank = order.indexOf(tier.toUpperCase());
    if (rank >= 0 && rank < highest) return [];
    highest = Math.max(highest, rank);
    return [{ kind: 'TIER_REACHED', day, number: null, title: `Reached the tier ${tier}`, ...beforeAndAfter(past, day) }];
  });
}

function saidOf({ nps, rating }: FeedbackEntry): string {
  if (nps !== null) return `: ${nps} of 10`;
  return rating === null ? '' : `: ${rating} of 5 stars`;
}

function firstFeedback(past: Past, entry: FeedbackEntry | undefined): Dated[] {
  if (entry === undefined) return [];
  const title = `First feedback${saidOf(entry)}`;
  return [{ kind: 'FIRST_FEEDBACK', day: entry.day, number: null, title, ...beforeAndAfter(past, entry.day) }];
}

/** The first of the highest, where there are bills enough to speak of a usual one. */
function highestBill({ visits, config }: Past): Dated[] {
  const bills = visits.flatMap(({ day, netMinor }) => (netMinor === null || netMinor <= 0 ? [] : [{ day, netMinor }]));
  const usual = median(bills.map(({ netMinor }) => netMinor));
  if (usual === null || bills.length < config.milestones.billsNeeded) return [];
  const highest = bills.reduce((best, bill) => (bill.netMinor > best.netMinor ? bill : best));
  const times = highest.netMinor / usual;
  if (times <= 1) return []; // all bills are the same
  return [
    {
      kind: 'HIGHEST_BILL',
      day: highest.day,
      number: null,
      title: `Highest bill: ${moneyText(highest.netMinor, config)}`,
      impact: `${times.toFixed(1)} times the usual bill of ${moneyText(usual, config)}.`,
      impactValue: times,
      impactUnit: 'times the median bill',
    },
  ];
}

/** Dated events of the relation up to a day, newest first; none without a visit. */
export function milestones(
  facts: Pick<Facts, 'visits' | 'loyalty' | 'feedback'>,
  today: number,
  config: ScoringConfig,
): Milestone[] {
  const days = visitDays(facts.visits);
  const firstDay = days[0];
  if (firstDay === undefined) return [];
  const past: Past = { visits: facts.visits.visits, days, firstDay, today, config };
  const found = [
    ...visitCounts(past),
    ...anniversaries(past),
    ...comebacks(past),
    ...tiers(past, facts.loyalty),
    ...firstFeedback(past, facts.feedback.entries[0]),
    ...highestBill(past),
  ];
  return found
    .sort((a, b) => b.day - a.day || kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || (b.number ?? 0) - (a.number ?? 0))
    .map(({ day, ...milestone }) => ({ ...milestone, date: isoDay(day) }));
}
