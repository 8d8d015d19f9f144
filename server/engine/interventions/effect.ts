/** What one action did, as far as its guests can tell. */
import type { ScoringConfig } from '../config.ts';
import { type Evidence, evidence } from '../evidence.ts';
import { type InsufficientData, insufficient } from '../insufficient.ts';
import { type Gain, gainOf } from './gain.ts';
import { guestsNeeded, guestsPerArm, type Lift, liftOf } from './lift.ts';
import { type RatioCheck, ratioCheck } from './many.ts';
import type { Arms } from './sums.ts';

export interface SampleSize {
  /** Guests per arm of two equal arms that know as much. */
  readonly have: number;
  readonly need: number;
  /** Difference of the share of guests who return that would be seen. */
  readonly smallestEffect: number;
}

export interface Measured {
  readonly visits: Lift;
  readonly returned: Lift;
  /** Null: no spend in the windows is known, as the next; that one also where no cost is known. */
  readonly spend: Lift | null;
  readonly gain: Gain | null;
}

export interface ActionEffect {
  readonly action: string;
  readonly treated: number;
  readonly control: number;
  readonly pending: number;
  readonly contaminated: number;
  readonly ratio: RatioCheck;
  /** Null: nobody in the control. */
  readonly sampleSize: SampleSize;
  /** Null: too little to say. */
  readonly measured: Measured | null;
  readonly insufficientData: InsufficientData | null;
  readonly evidence: readonly Evidence[];
}

function sampleSizeOf({ treatment, control }: Arms, smallestEffect: number, config: ScoringConfig): SampleSize {
  const { guests, returned } = control.sums;
  const share = guests === 0 ? 0.5 : returned.sum / guests;
  return {
    have: Math.floor(guestsPerArm(treatment.sums.guests, guests)),
    need: guestsNeeded(share, smallestEffect, config.interventions.guestsPerArm),
    smallestEffect,
  };
}

/** The estimates, whether there are enough guests or not; null with fewer than two guests in an arm. */
export function measuredOf({ treatment, control }: Arms, config: ScoringConfig): Measured | null {
  const { intervalLevel } = config.interventions;
  const visits = liftOf(treatment.sums, control.sums, 'visits', intervalLevel);
  const returned = liftOf(treatment.sums, control.sums, 'returned', intervalLevel);
  const money = liftOf(treatment.sums, control.sums, 'spend', intervalLevel);
  if (visits === null || returned === null) return null;
  const unpriced = treatment.pricedVisits + control.pricedVisits === 0 && treatment.visits + control.visits > 0;
  const spend = unpriced ? null : money;
  return { visits, returned, spend, gain: spend === null ? null : gainOf(treatment.sums, spend, config) };
}

function evidenceOf({ treatment, control }: Arms, measured: Measured | null, config: ScoringConfig): Evidence[] {
  const per = (sum: number, guests: number) => (guests === 0 ? null : sum / guests);
  const [t, c] = [treatment.sums, control.sums];
  const money = (minor: number | null) => (minor === null ? null : minor / config.minorPerMajor);
  return [
    evidence('guests who were meant to get it', t.guests, 'guests'),
    evidence('guests held back', c.guests, 'guests'),
    evidence('visit days in the window, treated', per(t.visits.sum, t.guests), 'days per guest'),
    evidence('visit days in the window, held back', per(c.visits.sum, c.guests), 'days per guest'),
    evidence('visit days expected beforehand, treated', per(t.expectedVisits.sum, t.guests), 'days per guest'),
    evidence('visit days expected beforehand, held back', per(c.expectedVisits.sum, c.guests), 'days per guest'),
    evidence('net spend in the window, treated', money(per(t.spend.sum, t.guests)), `${config.currency} per guest`),
    evidence('net spend in the window, held back', money(per(c.spend.sum, c.guests)), `${config.currency} per guest`),
    evidence('mean cost', money(per(t.cost.sum, t.cost.guests)), `${config.currency} per guest`),
    evidence('guests of a known cost', t.cost.guests, 'guests'),
    evidence('margin of the net spend', config.actions.marginShare, 'share'),
    evidence('variance taken away by what was expected', measured?.visits.varianceReduced ?? null, 'share'),
  ];
}

/** @param smallestEffect difference of the share of guests who return that is worth knowing of. */
export function effectOf(arms: Arms, smallestEffect: number, config: ScoringConfig): ActionEffect {
  const { treatment, control, action } = arms;
  const { controlShare, ratioMismatch } = config.interventions;
  const treated = treatment.sums.guests;
  const held = control.sums.guests;
  const sampleSize = sampleSizeOf(arms, smallestEffect, config);
  const enough = sampleSize.have >= sampleSize.need;
  const measured = enough ? measuredOf(arms, config) : null;
  const { have, need } = sampleSize;
  const percent = Math.round(100 * smallestEffect);
  return {
    action,
    treated,
    control: held,
    pending: treatment.pending + control.pending,
    contaminated: control.contaminated,
    ratio: ratioCheck(treated + treatment.pending, held + control.pending, controlShare, ratioMismatch),
    sampleSize,
    measured,
    insufficientData:
      measured !== null
        ? null
        : insufficient(
            'TOO_FEW_GUESTS',
            `To see ${percent} points of return, about ${need} guests per arm with a complete window are needed; these arms know as much as ${have}`,
            have,
            need,
          ),
    evidence: evidenceOf(arms, measured, config),
  };
}
