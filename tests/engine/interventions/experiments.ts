/** Experiments with a known truth: guests drawn from a seed, an action that raises their visits, and the sums that the database would make of them. */
import type { ActionArm, ArmSums } from '../../../server/engine/interventions/sums.ts';
import { noSums } from '../../../server/engine/interventions/sums.ts';
import { gamma, logNormal, poisson, type Random } from '../../../server/engine/maths/random.ts';

/** One guest as the database knows it. */
export interface Outcome {
  readonly visits: number;
  /** Minor units. */
  readonly spend: number;
  readonly expectedVisits: number;
  readonly expectedSpend: number;
  /** Minor units; null: unknown. */
  readonly cost: number | null;
}

export function sumsOf(guests: readonly Outcome[]): ArmSums {
  const add = (of: (guest: Outcome) => number) => guests.reduce((so, guest) => so + of(guest), 0);
  const outcome = (y: (guest: Outcome) => number, x: (guest: Outcome) => number) => ({
    sum: add(y),
    squares: add((guest) => y(guest) ** 2),
    withExpected: add((guest) => y(guest) * x(guest)),
  });
  const expected = (x: (guest: Outcome) => number) => ({ sum: add(x), squares: add((guest) => x(guest) ** 2) });
  const visits = (guest: Outcome) => guest.expectedVisits;
  const cost = (guest: Outcome) => guest.cost ?? 0;
  return {
    guests: guests.length,
    expectedVisits: expected(visits),
    expectedSpend: expected((guest) => guest.expectedSpend),
    visits: outcome((guest) => guest.visits, visits),
    returned: outcome((guest) => (guest.visits > 0 ? 1 : 0), visits),
    spend: outcome(
      (guest) => guest.spend,
      (guest) => guest.expectedSpend,
    ),
    cost: {
      guests: guests.filter((guest) => guest.cost !== null).length,
      sum: add(cost),
      squares: add((guest) => cost(guest) ** 2),
      withSpend: add((guest) => cost(guest) * guest.spend),
    },
  };
}

export function armWith(action: string, arm: ActionArm['arm'], guests: readonly Outcome[]): ActionArm {
  const visits = guests.reduce((so, guest) => so + guest.visits, 0);
  const sums = guests.length === 0 ? noSums : sumsOf(guests);
  return { action, arm, sums, pending: 0, contaminated: 0, visits, pricedVisits: visits };
}

export interface Experiment {
  readonly guests: number;
  readonly controlShare: number;
  /** Visits of a treated guest are this share more. */
  readonly uplift: number;
  /** Spread of the guests' bills: standard deviation of their logarithm. */
  readonly billSpread: number;
}

const medianBill = 3_000;
const visitSpread = 0.5; // of the bills of one guest
const cost = 150;

/** Visits of guests are Poisson with a Gamma(1) rate of mean 1, known beforehand but for a factor; bills are log-normal. */
export function experiment(random: Random, { guests, controlShare, uplift, billSpread }: Experiment) {
  const arms: Record<'TREATMENT' | 'CONTROL', Outcome[]> = { TREATMENT: [], CONTROL: [] };
  for (let index = 0; index < guests; index += 1) {
    const arm = random() < controlShare ? 'CONTROL' : 'TREATMENT';
    const rate = gamma(random, 1);
    const bill = logNormal(random, medianBill, billSpread);
    const guess = rate * logNormal(random, 1, 0.4);
    const visits = poisson(random, rate * (arm === 'TREATMENT' ? 1 + uplift : 1));
    let spend = 0;
    for (let visit = 0; visit < visits; visit += 1) spend += Math.round(bill * logNormal(random, 1, visitSpread));
    const known = { expectedVisits: guess, expectedSpend: guess * bill, cost: arm === 'TREATMENT' ? cost : null };
    arms[arm].push({ visits, spend, ...known });
  }
  return [armWith('a', 'TREATMENT', arms.TREATMENT), armWith('a', 'CONTROL', arms.CONTROL)] as const;
}

/** The true differences per guest. */
export function truthOf({ uplift, billSpread }: Experiment, marginShare: number) {
  const meanBill = medianBill * Math.exp(billSpread ** 2 / 2 + visitSpread ** 2 / 2);
  const comesBack = (more: number) => 1 - 1 / (2 + more); // P(Poisson with a Gamma(1) rate of mean 1 + more is above 0)
  const net = uplift * meanBill * marginShare - cost;
  return {
    visits: uplift,
    spend: uplift * meanBill,
    returned: comesBack(uplift) - comesBack(0),
    netGain: net,
    roi: net / cost,
  };
}
