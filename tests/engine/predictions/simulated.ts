import { beta, exponential, gamma, hash128, type Random, randomStream } from '../../../server/engine/maths/random.ts';
import { type VisitLog, visitLog } from '../../../server/engine/predictions/visit-log.ts';

/** Guests made by a model with known parameters. Weeks throughout. */
export interface Made {
  readonly guests: number;
  /** Weeks over which guests begin, evenly; all are watched to `weeks`. */
  readonly beginWeeks: number;
  readonly weeks: number;
  readonly seed: string;
}

/** Times of the visits after the first one, weeks since it, ascending, below `weeks`. */
type Life = (random: Random, weeks: number) => number[];

/** Gamma rate of visits (r, alpha), gamma rate of leaving (s, beta), at any time. */
export function paretoLife({ r, alpha, s, beta: slow }: { r: number; alpha: number; s: number; beta: number }): Life {
  return (random, weeks) => {
    const rate = gamma(random, r) / alpha;
    const stays = exponential(random, slow / gamma(random, s));
    return until(Math.min(stays, weeks), () => exponential(random, 1 / rate));
  };
}

/** BG/NBD: leaving after a repeat visit only, with a chance that is beta (a, b) over guests. */
export function bgLife(parameters: { r: number; alpha: number; a: number; b: number }): Life {
  return chanceLife(parameters, 1, false);
}

/** MBG/CNBD-k: leaving after any visit, the first included; a gap is k stages. k = 1: MBG/NBD. */
export function mbgLife(parameters: { r: number; alpha: number; a: number; b: number }, k = 1): Life {
  return chanceLife(parameters, k, true);
}

function chanceLife({ r, alpha, a, b }: { r: number; alpha: number; a: number; b: number }, k: number, first: boolean): Life {
  return (random, weeks) => {
    const rate = gamma(random, r) / alpha;
    const leaving = beta(random, a, b);
    if (first && random() < leaving) return [];
    let gone = false;
    return until(weeks, () => {
      if (gone) return Number.POSITIVE_INFINITY;
      gone = random() < leaving;
      return gamma(random, k) / rate;
    });
  };
}

function until(end: number, gap: () => number): number[] {
  const times: number[] = [];
  for (let at = gap(); at < end && times.length < 20_000; at += gap()) times.push(at);
  return times;
}

/**
 * Visit days of made guests: guest g begins on a day of the first `beginWeeks`, days count from 0. Visits that fall on the same day are
 * one, as everywhere; make rates low against a week where that must not matter.
 */
export function madeDays(life: Life, { guests, beginWeeks, weeks, seed }: Made): number[][] {
  return Array.from({ length: guests }, (_, guest) => {
    const random = randomStream(seed, 'guest', guest);
    const begin = Math.floor(((guest + 0.5) / guests) * beginWeeks * 7);
    const times = life(random, weeks - begin / 7);
    return [...new Set([begin, ...times.map((time) => begin + Math.round(time * 7))])].filter((day) => day <= weeks * 7);
  });
}

/** The same as a log, every visit paid with `spend` minor units (by default 20.00). */
export function madeLog(life: Life, made: Made, spend: (guest: number, visit: number) => number = () => 2_000): VisitLog {
  return visitLog(
    madeDays(life, made).map((days, guest) => ({
      hash: hash128(`${made.seed}/${guest}`)[0],
      days: days.map((day, visit) => ({ day, netMinor: spend(guest, visit), paidVisits: 1 })),
    })),
  );
}
