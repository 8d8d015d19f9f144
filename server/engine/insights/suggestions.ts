/**
 * What the catalogue suggests for a guest: the actions whose conditions hold, whose way to the guest is permitted, and which are
 * expected to pay, best first.
 */
import type { ScoringConfig } from '../config.ts';
import { type Evidence, evidence } from '../evidence.ts';
import type { Confidence } from '../health/score.ts';
import type { LearnedUplift } from '../learned-facts.ts';
import type { ActionChannel, ActionGoal, ActionKind, CatalogueAction, Condition } from './catalogue/action.ts';
import { catalogue } from './catalogue/catalogue.ts';
import type { Reach } from './reach.ts';
import { type SignalName, type Signals, signalNames, signalUnits } from './signals.ts';

export interface Suggestion {
  readonly actionId: string;
  readonly kind: ActionKind;
  readonly goal: ActionGoal;
  readonly title: string;
  readonly description: string;
  /** 1 is best of its list. */
  readonly priority: number;
  readonly channel: ActionChannel;
  /** Uplift × margin × P(reach) − cost, minor units; null: no spend is known. */
  readonly expectedNetValue: number | null;
  /** Discount included, minor units; null: there is a discount, and no spend is known. */
  readonly expectedCost: number | null;
  readonly discountShare: number;
  /** Of this guest, who would come with the probability of return anyway. */
  readonly uplift: number;
  readonly upliftUnit: 'RETURN' | 'SPEND';
  readonly upliftSource: string;
  /** MEASURED: by own interventions at least in part. */
  readonly upliftBasis: 'ASSUMED' | 'MEASURED';
  readonly reachProbability: number;
  readonly confidence: Confidence;
  readonly evidence: readonly Evidence[];
}

/** A suggestion before it has a place in a list. */
export interface Candidate {
  readonly action: CatalogueAction;
  readonly suggestion: Omit<Suggestion, 'priority'>;
  /** Null: no spend is known. */
  readonly netMinor: number | null;
}

export interface Addressee {
  readonly signals: Signals;
  readonly favoriteName: string | null;
  readonly reach: readonly Reach[];
  /** Actions that are not suggested for now (resting.ts). */
  readonly resting: ReadonlySet<string>;
  /** What the own interventions say of actions. */
  readonly learned: readonly LearnedUplift[];
}

function holds({ signal, atLeast, atMost }: Condition, signals: Signals): boolean {
  const value = signals[signal];
  return value !== null && (atLeast === undefined || value >= atLeast) && (atMost === undefined || value <= atMost);
}

/** A complaint that is still fresh: until it is answered nobody is sold anything more. */
function hasOpenComplaint({ feedbackScore, feedbackAgeDays }: Signals, { actions }: ScoringConfig): boolean {
  if (feedbackScore === null || feedbackAgeDays === null) return false;
  return feedbackScore <= actions.complaintScore && feedbackAgeDays <= actions.complaintDays;
}

/** Nobody under 18 is advertised to, nobody is given a discount for a visit that is likely anyway, and no complaint meets a sale or a question. */
function decent(action: CatalogueAction, signals: Signals, config: ScoringConfig): boolean {
  const { age, returnProbability } = signals;
  const { actions } = config;
  const wanting = action.marketing || action.goal === 'UPSELL' || action.goal === 'DATA';
  if (wanting && hasOpenComplaint(signals, config)) return false;
  if (action.marketing && age !== null && age < actions.adultYears) return false;
  return action.discountShare === 0 || (returnProbability !== null && returnProbability < actions.noDiscountFrom);
}

/** Who answers nothing is written to only when staying away: advice to write less and a letter more would not fit together. */
function writtenToEnough(
  { goal, marketing }: CatalogueAction,
  { sendsUnanswered }: Signals,
  { actions }: ScoringConfig,
): boolean {
  return marketing && goal !== 'RETENTION' && (sendsUnanswered ?? 0) >= actions.unansweredSends;
}

/** The guest's first permitted channel among the action's; at the next visit if there is one. Null: no way. */
function wayTo(
  action: CatalogueAction,
  { reach, signals }: Addressee,
  config: ScoringConfig,
): { channel: ActionChannel; probability: number } | null {
  const message = reach.find(({ channel }) => action.channels.includes(channel));
  if (message !== undefined) return writtenToEnough(action, signals, config) ? null : message;
  const { returnProbability } = signals;
  if (!action.channels.includes('IN_PERSON') || returnProbability === null) return null;
  return { channel: 'IN_PERSON', probability: returnProbability };
}

interface Worth {
  readonly uplift: number;
  readonly costMinor: number | null;
  readonly netMinor: number | null;
}

/** A cost arises when a message is sent, or when the guest is there; a discount on every visit that makes use of it. */
function worthOf(
  action: CatalogueAction,
  value: number,
  way: { channel: ActionChannel; probability: number },
  signals: Signals,
  config: ScoringConfig,
): Worth {
  const returns = signals.returnProbability ?? 0;
  const { unit } = action.uplift;
  const uplift = unit === 'RETURN' ? value * (1 - returns) : value;
  const handling = action.cost * (way.channel === 'IN_PERSON' ? way.probability : 1);
  if (signals.spendPerVisit === null) {
    return { uplift, costMinor: action.discountShare === 0 ? handling * config.minorPerMajor : null, netMinor: null };
  }
  const using = unit === 'RETURN' ? returns + uplift : returns;
  const cost = handling + action.discountShare * signals.spendPerVisit * using * way.probability;
  const gain = uplift * signals.spendPerVisit * config.actions.marginShare * way.probability;
  return { uplift, costMinor: cost * config.minorPerMajor, netMinor: (gain - cost) * config.minorPerMajor };
}

/** Whole days and people, other small numbers with one digit. */
function shown(value: number, unit: string): string {
  return unit === 'days' || unit === 'people' || Math.abs(value) >= 10
    ? String(Math.round(value))
    : String(Number(value.toFixed(1)));
}

/** Words for what a number alone would say clumsily. */
const plainly: Readonly<Record<string, string>> = { '0 days ago': 'today', '1 day ago': 'yesterday', 'every 1 day': 'every day' };

/** Fills `{name}` in a text of the catalogue, `{name%}` as a percentage; of one thing, the noun behind it loses its plural. */
export function filled(template: string, { signals, favoriteName }: Pick<Addressee, 'signals' | 'favoriteName'>): string {
  const text = template.replaceAll(
    /\{(\w+)(%?)\}( days| visits| orders| messages)?/g,
    (_all, name: string, percent: string, noun = '') => {
      if (name === 'favoriteItem') return `${favoriteName ?? 'the favourite'}${noun}`;
      const value = signals[name as SignalName];
      if (value === null || value === undefined) return `an unknown number of${noun}`;
      const number = percent === '' ? shown(value, signalUnits[name as SignalName]) : `${Math.round(100 * value)}%`;
      return `${number}${number === '1' ? noun.replace(/s$/, '') : noun}`;
    },
  );
  return text.replaceAll(/\b(0 days ago|1 day ago|every 1 day)\b/g, (words) => plainly[words] ?? words);
}

/** Where an uplift comes from, in words. */
function sourceOf({ uplift }: CatalogueAction, learned: LearnedUplift | undefined): string {
  if (learned === undefined) return uplift.source;
  const { treated, control, weight, own, standardError } = learned;
  const percent = (value: number) => `${(100 * value).toFixed(1)}%`;
  return `Own interventions: ${treated} guests treated, ${control} held back, uplift ${percent(own)} ± ${percent(standardError)}; counted by ${Math.round(100 * weight)}%, the rest is the assumption of ${percent(uplift.value)} (${uplift.source})`;
}

/** Nobody is sure of an assumption; half own evidence about a guest who is known well is sure. */
function confidenceOf(visitDays: number, learned: LearnedUplift | undefined, { score }: ScoringConfig): Confidence {
  if (visitDays < score.lowVisitDays) return 'LOW';
  return learned !== undefined && learned.weight >= 0.5 && visitDays >= score.mediumVisitDays ? 'HIGH' : 'MEDIUM';
}

function candidateOf(action: CatalogueAction, guest: Addressee, config: ScoringConfig): Candidate | null {
  const { signals } = guest;
  if (!action.when.every((condition) => holds(condition, signals)) || !decent(action, signals, config)) return null;
  const way = wayTo(action, guest, config);
  if (way === null) return null;
  const learned = guest.learned.find(({ actionId }) => actionId === action.id);
  const { uplift, costMinor, netMinor } = worthOf(action, learned?.value ?? action.uplift.value, way, signals, config);
  // A complaint is answered whether that pays or not.
  if (netMinor !== null && netMinor <= 0 && action.goal !== 'RECOVERY') return null;
  const text = action.text[config.actions.language] ?? action.text.en;
  const names: SignalName[] = [
    ...new Set([...action.when.map(({ signal }) => signal), 'returnProbability', 'spendPerVisit'] as const),
  ];
  return {
    action,
    netMinor,
    suggestion: {
      actionId: action.id,
      kind: action.kind,
      goal: action.goal,
      title: filled(text.title, guest),
      description: filled(text.description, guest),
      channel: way.channel,
      expectedNetValue: netMinor === null ? null : Math.round(netMinor),
      expectedCost: costMinor === null ? null : Math.round(costMinor),
      discountShare: action.discountShare,
      uplift,
      upliftUnit: action.uplift.unit,
      upliftSource: sourceOf(action, learned),
      upliftBasis: learned === undefined ? 'ASSUMED' : 'MEASURED',
      reachProbability: way.probability,
      confidence: confidenceOf(signals.visitDays ?? 0, learned, config),
      evidence: names.map((name) =>
        evidence(signalNames[name], signals[name], name === 'spendPerVisit' ? config.currency : signalUnits[name]),
      ),
    },
  };
}

/** Complaints first, then by expected net value; what cannot be valued comes last. */
function better(a: Candidate, b: Candidate): number {
  const urgent = ({ action }: Candidate) => (action.goal === 'RECOVERY' ? 1 : 0);
  const worth = ({ netMinor }: Candidate) => netMinor ?? -1e12;
  return urgent(b) - urgent(a) || worth(b) - worth(a) || (a.action.id < b.action.id ? -1 : 1);
}

export function candidatesFor(guest: Addressee, config: ScoringConfig): Candidate[] {
  return catalogue
    .filter(({ id }) => !guest.resting.has(id))
    .flatMap((action) => {
      const candidate = candidateOf(action, guest, config);
      return candidate === null ? [] : [candidate];
    })
    .sort(better);
}

/** Worth a place in a list: what rounds to nothing works against a risk at best. */
function worthwhile({ action, netMinor }: Candidate): boolean {
  return netMinor === null || Math.round(netMinor) > 0 || action.goal === 'RECOVERY';
}

/** The best of the candidates that fit, numbered from 1; only the best few of those that sell more. */
export function listed(
  candidates: readonly Candidate[],
  config: ScoringConfig,
  fits: (action: CatalogueAction) => boolean,
): Suggestion[] {
  const upsells = candidates.filter((candidate) => candidate.action.goal === 'UPSELL' && fits(candidate.action));
  const tooMany = new Set(upsells.slice(config.actions.listedUpsells));
  return candidates
    .filter((candidate) => worthwhile(candidate) && fits(candidate.action) && !tooMany.has(candidate))
    .slice(0, config.actions.listed)
    .map(({ suggestion }, index) => ({ ...suggestion, priority: index + 1 }));
}
