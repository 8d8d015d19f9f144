/** The return on all actions of a period: each by itself, judged together, and their total. */
import type { ScoringConfig } from '../config.ts';
import { type InsufficientData, insufficient } from '../insufficient.ts';
import { studentCdf, studentQuantile } from '../maths/distributions.ts';
import { sum } from '../maths/statistics.ts';
import { type ActionEffect, effectOf } from './effect.ts';
import type { Bounded, Estimate } from './gain.ts';
import type { Lift } from './lift.ts';
import { falseDiscoveryRates } from './many.ts';
import { titleOf } from './named.ts';
import { type ActionArm, pairedArms } from './sums.ts';

export type Verdict = 'PAID' | 'PAID_LIKELY' | 'OPEN' | 'LOST_LIKELY' | 'LOST' | 'UNRELIABLE' | 'TOO_LITTLE';

/** A lift with the share of chance findings to expect among those at least as sure in the same report. */
export type JudgedLift = Lift & { readonly qValue: number };

export interface JudgedEffect extends Omit<ActionEffect, 'measured'> {
  /** Of the catalogue; null: an action of one's own. */
  readonly title: string | null;
  readonly visits: JudgedLift | null;
  readonly returned: JudgedLift | null;
  readonly spend: JudgedLift | null;
  readonly netGain: (Bounded & { readonly pValue: number; readonly qValue: number }) | null;
  readonly roi: Estimate | null;
  readonly verdict: Verdict;
  readonly headline: string;
}

export interface ReportTotal {
  readonly actions: number;
  readonly treated: number;
  readonly control: number;
  /** Visit days that the actions brought, over all who were meant to get one. */
  readonly visits: Bounded | null;
  /** Minor units, as the next two. */
  readonly spend: Bounded | null;
  readonly cost: number | null;
  readonly netGain: Bounded | null;
  readonly roi: Estimate | null;
  readonly insufficientData: InsufficientData | null;
}

export interface InterventionReport {
  readonly actions: readonly JudgedEffect[];
  readonly total: ReportTotal;
}

export interface ReportOptions {
  readonly smallestEffect: number;
  /** Keep figures about fewer than `smallestGroup` guests from the viewer. */
  readonly masks: boolean;
}

/** Guests below which nothing is said of a group to who may not see guests. */
const smallestGroup = 5;

const words: Readonly<Record<Exclude<Verdict, 'TOO_LITTLE'>, string>> = {
  PAID: 'It paid.',
  PAID_LIKELY: 'It paid, likely.',
  OPEN: 'Not clear yet.',
  LOST_LIKELY: 'It did not pay, likely.',
  LOST: 'It did not pay.',
  UNRELIABLE: 'The arms do not have the sizes that they should have: check how guests came into them.',
};

/** By the net gain where a cost is known, else by the lift of the visits, whose gain is then before cost. */
function verdictOf(effect: ActionEffect, qValue: number | null, config: ScoringConfig): Verdict {
  const { measured, ratio } = effect;
  if (measured === null) return 'TOO_LITTLE';
  if (ratio.mismatch) return 'UNRELIABLE';
  const net = measured.gain?.net;
  if (net === undefined || qValue === null) return 'OPEN';
  const { falseDiscoveries, likely } = config.interventions;
  const above = net.standardError === 0 ? (net.value > 0 ? 1 : 0) : studentCdf(net.value / net.standardError, net.degrees);
  if (qValue <= falseDiscoveries) return net.value > 0 ? 'PAID' : 'LOST';
  if (above >= likely) return 'PAID_LIKELY';
  return above <= 1 - likely ? 'LOST_LIKELY' : 'OPEN';
}

/** q-values of one kind of finding; null where there is none. */
function judged(pValues: readonly (number | undefined)[]): (number | null)[] {
  const known = pValues.filter((p) => p !== undefined);
  const rates = falseDiscoveryRates(known);
  let next = 0;
  return pValues.map((p) => (p === undefined ? null : (rates[next++] ?? 1)));
}

function withRate(lift: Lift | null | undefined, qValue: number | null | undefined): JudgedLift | null {
  return lift === null || lift === undefined ? null : { ...lift, qValue: qValue ?? 1 };
}

function withheld(effect: JudgedEffect): JudgedEffect {
  const few = insufficient('TOO_SMALL_GROUP', `Figures about fewer than ${smallestGroup} guests are withheld`, 0, smallestGroup);
  const none = { treated: 0, control: 0, pending: 0, contaminated: 0 };
  const ratio = { ...effect.ratio, controlShare: null, pValue: null, mismatch: false };
  const sampleSize = { ...effect.sampleSize, have: 0, need: 0 };
  return { ...effect, ...none, ratio, sampleSize, insufficientData: few, headline: few.message, evidence: [] };
}

/** The arms of a period, as the database has them. */
export function interventionReport(
  arms: readonly ActionArm[],
  { smallestEffect, masks }: ReportOptions,
  config: ScoringConfig,
): InterventionReport {
  const pairs = pairedArms(arms);
  const effects = pairs.map((pair) => effectOf(pair, smallestEffect, config));
  const rates = {
    visits: judged(effects.map(({ measured }) => measured?.visits.pValue)),
    returned: judged(effects.map(({ measured }) => measured?.returned.pValue)),
    spend: judged(effects.map(({ measured }) => measured?.spend?.pValue)),
    gain: judged(effects.map(({ measured }) => measured?.gain?.net.pValue)),
  };
  const actions = effects.map((effect, index): JudgedEffect => {
    const { measured, ...rest } = effect;
    const gainRate = rates.gain[index] ?? null;
    const verdict = verdictOf(effect, gainRate, config);
    const { have, need } = effect.sampleSize;
    const net = measured?.gain?.net;
    const known: JudgedEffect = {
      ...rest,
      title: titleOf(effect.action, config),
      visits: withRate(measured?.visits, rates.visits[index]),
      returned: withRate(measured?.returned, rates.returned[index]),
      spend: withRate(measured?.spend, rates.spend[index]),
      netGain: net === undefined ? null : { ...net, qValue: gainRate ?? 1 },
      roi: measured?.gain?.ratio ?? null,
      verdict,
      headline: verdict === 'TOO_LITTLE' ? `Too few guests to say: ${have} of ${need} per arm.` : words[verdict],
    };
    const guests = effect.treated + effect.control + effect.pending;
    return masks && guests < smallestGroup ? withheld(known) : known;
  });
  return { actions, total: totalOf(effects, masks, config) };
}

/** The sum over actions of guests × estimate; what one guest got of several actions is taken as independent. */
function scaled(parts: readonly { readonly guests: number; readonly value: number; readonly error: number }[], t: number) {
  const value = sum(parts.map((part) => part.guests * part.value));
  const reach = t * Math.sqrt(sum(parts.map((part) => (part.guests * part.error) ** 2)));
  return { value, low: value - reach, high: value + reach };
}

function totalOf(effects: readonly ActionEffect[], masks: boolean, config: ScoringConfig): ReportTotal {
  const sound = effects.flatMap(({ measured, ratio, treated, control }) =>
    measured === null || ratio.mismatch ? [] : [{ ...measured, treated, control }],
  );
  const t = studentQuantile((1 + config.interventions.intervalLevel) / 2, Number.POSITIVE_INFINITY);
  const lifts = (lift: 'visits' | 'spend') =>
    sound.flatMap(({ treated, [lift]: known }) =>
      known === null ? [] : [{ guests: treated, value: known.difference, error: known.standardError }],
    );
  const gains = sound.flatMap(({ treated, gain }) =>
    gain === null ? [] : [{ guests: treated, value: gain.net.value, error: gain.net.standardError, cost: gain.cost }],
  );
  const cost = gains.length === 0 ? null : sum(gains.map((gain) => gain.guests * gain.cost));
  const netGain = gains.length === 0 ? null : scaled(gains, t);
  const all = sum(effects.map(({ treated, control, pending }) => treated + control + pending));
  const few = masks && all < smallestGroup;
  return {
    actions: sound.length,
    treated: few ? 0 : sum(effects.map(({ treated }) => treated)),
    control: few ? 0 : sum(effects.map(({ control }) => control)),
    visits: sound.length === 0 ? null : scaled(lifts('visits'), t),
    spend: lifts('spend').length === 0 ? null : scaled(lifts('spend'), t),
    cost,
    netGain,
    // The cost of a total is a sum that is known, so its ratio has the interval of the gain.
    roi:
      netGain === null || cost === null || cost === 0
        ? null
        : { value: netGain.value / cost, low: netGain.low / cost, high: netGain.high / cost },
    insufficientData:
      sound.length > 0 ? null : insufficient('TOO_FEW_GUESTS', 'No action has enough guests in both arms', sound.length, 1),
  };
}
