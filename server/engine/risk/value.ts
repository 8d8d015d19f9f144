import type { BareHistory } from '../bare-visits.ts';
import type { ScoringConfig } from '../config.ts';
import { evidence } from '../evidence.ts';
import type { PopulationFacts } from '../facts.ts';
import { insufficient } from '../insufficient.ts';
import { activeEvidence, outlookOn } from '../outlook.ts';
import { visitDays } from '../rhythm.ts';
import { costsLess, type SpendOutlook, spendingOf, spendOutlook } from '../spend-outlook.ts';
import { spendBetween } from '../spending.ts';
import { type Reading, readingOf } from './reading.ts';
import { bareRisk, type Detail, explained, type Input, type Inputs, knownRisk, type Risk, unknownRisk } from './risk.ts';

function moneyInputs(config: ScoringConfig): readonly Input[] {
  const shown = (minor: number) => minor / config.minorPerMajor;
  return [
    { input: 'spendPerVisit', factor: 'SPEND_PER_VISIT', name: 'expected spend per visit', unit: config.currency, shown },
    { input: 'recentSpend', factor: 'RECENT_SPEND', name: 'spend of the last horizon', unit: config.currency, shown },
  ];
}

/** Probabilities below it change nothing that is shown. */
const negligible = 1e-7;

/** P(so many visits cost less than the loss), by their number. */
interface Costs {
  readonly spendPerVisit: number;
  readonly recentSpend: number;
  readonly less: number[];
}

/**
 * P(the next H brings less than 75 % of the last): over the number of visits, the chance that so many cost less. Exact, where draws
 * would only come near it. What visits cost is remembered for inputs that differ only in how many there will be.
 */
function lossOf(reading: Reading, spend: SpendOutlook, horizonDays: number, { risk }: ScoringConfig) {
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
    const less = costsOf(spendPerVisit, recentSpend);
    const own = spendingOf(spend, spendPerVisit);
    const shares = reading.visitShares(inputs, horizonDays);
    let probability = 0;
    for (let visits = 0; visits < shares.length; visits += 1) {
      const cheap = less[visits] ?? costsLess(visits, risk.valueShare * recentSpend, own);
      less[visits] = cheap;
      if (cheap < negligible) break; // more visits cost more
      probability += (shares[visits] ?? 0) * cheap;
    }
    return Math.min(1, probability);
  };
}

/** @returns P(spend of the next H < 75 % of the last H); absent without a visit, and without spend in the last H. */
export function valueRisk(
  history: BareHistory,
  population: PopulationFacts,
  day: number,
  config: ScoringConfig,
  detail: Detail = 'DRIVERS',
): Risk {
  const { horizonDays } = population;
  const days = visitDays(history);
  const reading = readingOf(days, day, population, config);
  const outlook = outlookOn(days, day, population, config);
  if (reading === null || outlook === null) {
    return unknownRisk(
      horizonDays,
      insufficient('NO_VISITS', 'The risk of lower spend needs a visit; there is none on record.', 0, 1),
    );
  }
  const recent = spendBetween(history.visits, day - horizonDays, day);
  const spend = spendOutlook(history.visits, population, config);
  if (recent.netMinor <= 0 || spend === null) {
    const message = `The risk of lower spend needs spend within the last ${horizonDays} days; there is none on record.`;
    return unknownRisk(horizonDays, insufficient('NO_SPEND', message, 0, 1));
  }
  const loss = lossOf(reading, spend, horizonDays, config);
  const own = { ...reading.own, spendPerVisit: spend.perVisitMinor, recentSpend: recent.netMinor };
  if (detail === 'PROBABILITY') return bareRisk(loss(own), horizonDays, config);
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
      evidence('spend of the last horizon', money(recent.netMinor), config.currency, history.visits.slice(-3)),
      evidence('spend that counts as a loss below', money(config.risk.valueShare * recent.netMinor), config.currency),
      evidence('expected spend per visit', money(spend.perVisitMinor), config.currency),
      evidence('spread of the spend per visit', 1 / Math.sqrt(spend.p), 'share of the mean'),
      evidence(...activeEvidence(outlook)),
    ],
    config,
  );
}
