import type { BareHistory } from '../bare-visits.ts';
import type { ScoringConfig } from '../config.ts';
import { evidence } from '../evidence.ts';
import type { PopulationFacts } from '../facts.ts';
import type { Look } from '../health/look.ts';
import { insufficient } from '../insufficient.ts';
import { activeEvidence, outlookOn } from '../outlook.ts';
import { visitDays } from '../rhythm.ts';
import { costsLess, type SpendOutlook, spendingOf, spendOutlook, spendOutlookOf } from '../spend-outlook.ts';
import { spendBetween } from '../spending.ts';
import type { VisitShares } from '../visit-shares.ts';
import { type Reading, readingOf } from './reading.ts';
import { bareRisk, explained, type Input, type Inputs, knownRisk, type Risk, unknownRisk } from './risk.ts';

function moneyInputs(config: ScoringConfig): readonly Input[] {
  const shown = (minor: number) => minor / config.minorPerMajor;
  return [
    { input: 'spendPerVisit', factor: 'SPEND_PER_VISIT', name: 'expected spend per visit', unit: config.currency, shown },
    { input: 'recentSpend', factor: 'RECENT_SPEND', name: 'recent spend', unit: config.currency, shown },
  ];
}

/** Probabilities below it change nothing that is shown. */
const negligible = 1e-7;

/** What so many visits cost, by their number: P(less than the loss). */
interface Costs {
  readonly spendPerVisit: number;
  readonly recentSpend: number;
  readonly less: number[];
}

/**
 * P(the next H brings less than 75 % of the last): over the number of visits, the chance that so many cost less. Exact, where draws
 * would only come near it.
 * @param less filled with the chances as far as they are asked for.
 */
function lossOf(shares: VisitShares, spend: SpendOutlook, recentSpend: number, { risk }: ScoringConfig, less: number[]): number {
  let probability = 0;
  for (let visits = 0; visits < shares.length; visits += 1) {
    const cheap = less[visits] ?? costsLess(visits, risk.valueShare * recentSpend, spend);
    less[visits] = cheap;
    if (cheap < negligible) break; // more visits cost more
    probability += shares.next() * cheap;
  }
  return Math.min(1, probability);
}

/** The same by inputs. What visits cost is remembered for inputs that differ only in how many there will be. */
function lossByInputs(reading: Reading, spend: SpendOutlook, horizonDays: number, config: ScoringConfig) {
  const costs: Costs[] = [];
  const costsOf = (spendPerVisit: number, recentSpend: number): number[] => {
    const known = costs.find((each) => each.spendPerVisit === spendPerVisit && each.recentSpend === recentSpend);
    if (known !== undefined) return known.less;
    const less: number[] = [];
    costs.push({ spendPerVisit, recentSpend, less });
    return less;
  };
  return (inputs: Inputs): number => {
    const { spendPerVisit = 0, recentSpend = 0 } = inputs;
    const own = spendingOf(spend, spendPerVisit);
    return lossOf(reading.visitShares(inputs, horizonDays), own, recentSpend, config, costsOf(spendPerVisit, recentSpend));
  };
}

function withoutVisit(horizonDays: number): Risk {
  const message = 'The risk of lower spend needs a visit; there is none on record.';
  return unknownRisk(horizonDays, insufficient('NO_VISITS', message, 0, 1));
}

function withoutSpend(horizonDays: number): Risk {
  const message = `The risk of lower spend needs spend within the last ${horizonDays} days; there is none on record.`;
  return unknownRisk(horizonDays, insufficient('NO_SPEND', message, 0, 1));
}

/** The same without what explains it, of a guest who has been looked at. */
export function bareValueRisk(
  { traits, outlook }: Look,
  { visits }: BareHistory,
  population: PopulationFacts,
  day: number,
  config: ScoringConfig,
): Risk {
  const { horizonDays } = population;
  if (outlook === null) return withoutVisit(horizonDays);
  const recent = spendBetween(visits, day - horizonDays, day);
  const spend = spendOutlookOf(visits, traits.spend, traits.spender, population, config);
  if (recent.netMinor <= 0 || spend === null) return withoutSpend(horizonDays);
  const own = spendingOf(spend, spend.perVisitMinor);
  return bareRisk(lossOf(outlook.visitShares(horizonDays), own, recent.netMinor, config, []), horizonDays, config);
}

/** @returns P(spend of the next H < 75 % of the last H); absent without a visit, and without spend in the last H. */
export function valueRisk(history: BareHistory, population: PopulationFacts, day: number, config: ScoringConfig): Risk {
  const { horizonDays } = population;
  const days = visitDays(history);
  const reading = readingOf(days, day, population, config);
  const outlook = outlookOn(days, day, population, config);
  if (reading === null || outlook === null) return withoutVisit(horizonDays);
  const recent = spendBetween(history.visits, day - horizonDays, day);
  const spend = spendOutlook(history.visits, population, config);
  if (recent.netMinor <= 0 || spend === null) return withoutSpend(horizonDays);
  const loss = lossByInputs(reading, spend, horizonDays, config);
  const own = { ...reading.own, spendPerVisit: spend.perVisitMinor, recentSpend: recent.netMinor };
  const typicalSpend = population.meanSpendMinor ?? spend.perVisitMinor;
  const found = explained(
    own,
    {
      ...reading.typical,
      spendPerVisit: typicalSpend,
      recentSpend: (typicalSpend * horizonDays) / population.typicalGapDays,
    },
    [...reading.order, ...moneyInputs(config)],
    loss,
  );
  const money = (minor: number) => minor / config.minorPerMajor;
  return knownRisk(
    found,
    horizonDays,
    [
      evidence('recent spend', money(recent.netMinor), config.currency, history.visits.slice(-3)),
      evidence('spend that counts as a loss below', money(config.risk.valueShare * recent.netMinor), config.currency),
      evidence('expected spend per visit', money(spend.perVisitMinor), config.currency),
      evidence('spread of the spend per visit', 1 / Math.sqrt(spend.p), 'share of the mean'),
      evidence(...activeEvidence(outlook)),
    ],
    config,
  );
}
