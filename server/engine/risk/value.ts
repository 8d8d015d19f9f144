import type { ScoringConfig } from '../config.ts';
import { evidence } from '../evidence.ts';
import type { PopulationFacts, Visit, VisitHistory } from '../facts.ts';
import { insufficient } from '../insufficient.ts';
import { gamma, poisson, randomStream } from '../maths/random.ts';
import { shrunk, variance } from '../maths/statistics.ts';
import { rhythm, spanOf, visitDays } from '../rhythm.ts';
import { expectedSpendMinor, spendBetween, spendOf } from '../spending.ts';
import { activeInputs, type ReturnInputs, returnInputs, typicalReturn } from './churn.ts';
import { explained, type Input, knownRisk, type Risk, unknownRisk } from './risk.ts';

interface ValueInputs extends ReturnInputs {
  readonly spendPerVisit: number;
  readonly recentSpend: number;
}

function inputsOf(config: ScoringConfig): readonly Input<ValueInputs>[] {
  const shown = (minor: number) => minor / config.minorPerMajor;
  return [
    ...returnInputs,
    { input: 'spendPerVisit', factor: 'SPEND_PER_VISIT', name: 'expected spend per visit', unit: config.currency, shown },
    { input: 'recentSpend', factor: 'RECENT_SPEND', name: 'spend of the last horizon', unit: config.currency, shown },
  ];
}

/** Standard deviation of the spend of a visit over its mean, shrunk to the usual. */
function variationOf(visits: readonly Visit[], { risk }: ScoringConfig): number {
  const nets = visits.flatMap(({ netMinor }) => (netMinor === null ? [] : [netMinor]));
  const own = nets.length === 0 ? 0 : nets.reduce((total, net) => total + net, 0) / nets.length;
  const spread = own > 0 ? variance(nets) : null;
  return spread === null
    ? risk.spendVariation
    : shrunk(Math.sqrt(spread) / own, nets.length, risk.spendVariation, risk.spendVariationWeight);
}

/**
 * Share of seeded draws in which the next H of a guest who stays brings less than 75 % of the last: visits are Poisson, the spend of a
 * visit is Gamma. All questions draw from the same stream, so that their differences are not chance.
 */
function shortfall(inputs: ValueInputs, horizonDays: number, variation: number, { risk }: ScoringConfig): number {
  const target = risk.valueShare * inputs.recentSpend;
  const meanVisits = horizonDays / inputs.expectedGapDays;
  const shapePerVisit = 1 / Math.max(variation, 0.01) ** 2;
  const random = randomStream('value risk');
  let short = 0;
  for (let draw = 0; draw < risk.draws; draw += 1) {
    const visits = poisson(random, meanVisits);
    const spend = visits === 0 ? 0 : (gamma(random, visits * shapePerVisit) / shapePerVisit) * inputs.spendPerVisit;
    if (spend < target) short += 1;
  }
  return short / risk.draws;
}

/** P(shortfall): the guest is lost, or stays and falls short. Draws are shared by inputs that differ only in the chance of staying. */
function lossOf(horizonDays: number, variation: number, config: ScoringConfig): (inputs: ValueInputs) => number {
  const drawn = new Map<string, number>();
  return (inputs) => {
    const key = `${inputs.expectedGapDays} ${inputs.spendPerVisit} ${inputs.recentSpend}`;
    const short = drawn.get(key) ?? shortfall(inputs, horizonDays, variation, config);
    drawn.set(key, short);
    const guest = activeInputs(inputs);
    return 1 - guest.returnChance * guest.active * (1 - short);
  };
}

/** @returns P(spend of the next H < 75 % of the last H); absent without a visit, and without spend in the last H. */
export function valueRisk(history: VisitHistory, population: PopulationFacts, day: number, config: ScoringConfig): Risk {
  const { horizonDays } = population;
  const span = spanOf(visitDays(history));
  if (span === null) {
    return unknownRisk(
      horizonDays,
      insufficient('NO_VISITS', 'The risk of lower spend needs a visit; there is none on record.', 0, 1),
    );
  }
  const recent = spendBetween(history.visits, day - horizonDays, day);
  if (recent.netMinor <= 0) {
    const message = `The risk of lower spend needs spend within the last ${horizonDays} days; there is none on record.`;
    return unknownRisk(horizonDays, insufficient('NO_SPEND', message, 0, 1));
  }
  const spend = spendOf(history.visits);
  const venueMean = population.meanSpendMinor ?? spend.netMinor / spend.visits;
  const own = rhythm(span, day, population, config);
  const variation = variationOf(history.visits, config);
  const typical = typicalReturn(population);
  const found = explained<ValueInputs>(
    { ...own, spendPerVisit: expectedSpendMinor(spend, venueMean, config), recentSpend: recent.netMinor },
    { ...typical, spendPerVisit: venueMean, recentSpend: (venueMean * horizonDays) / typical.expectedGapDays },
    inputsOf(config),
    lossOf(horizonDays, variation, config),
  );
  const money = (minor: number) => minor / config.minorPerMajor;
  return knownRisk(
    found,
    horizonDays,
    [
      evidence('spend of the last horizon', money(recent.netMinor), config.currency, history.visits.slice(-3)),
      evidence('spend that counts as a loss below', money(config.risk.valueShare * recent.netMinor), config.currency),
      evidence('expected spend per visit', money(expectedSpendMinor(spend, venueMean, config)), config.currency),
      evidence('spread of the spend per visit', variation, 'share of the mean'),
      evidence('still within the rhythm', own.active, 'share'),
    ],
    config,
  );
}
