import type { ScoringConfig } from '../config.ts';
import { evidence } from '../evidence.ts';
import type { PopulationFacts, Visit, VisitHistory } from '../facts.ts';
import { insufficient } from '../insufficient.ts';
import { type Outlook, outlookOn } from '../outlook.ts';
import { expectedPerVisit } from '../spend-outlook.ts';
import { absent, mixed, type Part, type Ranked, ranked } from './component.ts';
import type { Traits } from './traits.ts';
import { priorVisitRate } from './visit-frequency.ts';

interface SpendingScore {
  readonly score: number;
  /** Expected spend per 30 days, minor units. */
  readonly rateMinor: number;
  readonly perVisitMinor: number;
  readonly rank: Ranked;
}

/** @returns null without known spend. */
export function spendingScore(
  { spend, spender, spendRose }: Pick<Traits, 'spend' | 'spender' | 'spendRose'>,
  expected: Outlook | null,
  population: PopulationFacts,
  config: ScoringConfig,
): SpendingScore | null {
  const venueMean = population.meanSpendMinor ?? (spend.visits === 0 ? 0 : spend.netMinor / spend.visits);
  if (expected === null || spend.visits === 0 || venueMean === 0) return null;
  const perVisitMinor = expectedPerVisit(spend, spender, population, config) ?? venueMean;
  const rateMinor = expected.visitsPer30Days * perVisitMinor;
  const visitPrior = priorVisitRate(population, config);
  const rank = ranked(rateMinor, population.expectedSpendRate, { ...visitPrior, medianRate: visitPrior.medianRate * venueMean });
  const score = mixed(rank.percentile, spendRose === null ? null : 100 * spendRose, config);
  return { score, rateMinor, perVisitMinor, rank };
}

/**
 * What the guest may be expected to spend: 60 % percentile of the expected spend rate (main part), 40 % trend of the last 90 days
 * against the 90 before.
 *
 * @returns score 0 to 100; absent without known spend. The trend joins from 180 days of history on.
 */
export function spendingBehavior(
  history: VisitHistory,
  traits: Traits,
  population: PopulationFacts,
  day: number,
  config: ScoringConfig,
): Part {
  const scored = spendingScore(traits, outlookOn(traits.days, day, population, config), population, config);
  if (scored === null) {
    return absent(
      insufficient('NO_SPEND', 'Spending behaviour needs a visit with a known total; there is none on record.', 0, 1),
    );
  }
  const { score, rateMinor, perVisitMinor, rank } = scored;
  const money = (minor: number) => minor / config.minorPerMajor;
  return {
    score,
    evidence: [
      evidence('expected spend', money(rateMinor), `${config.currency} per 30 days`, dearest(history.visits)),
      evidence('percentile of expected spend', rank.percentile, 'percent of guests'),
      evidence('expected spend per visit', money(perVisitMinor), config.currency),
      evidence('visits with known spend', traits.spend.visits, 'visits'),
      evidence('probability that spending rose', traits.spendRose, 'probability'),
    ],
    percentileSource: rank.source,
    withoutSpread: rank.withoutSpread,
    insufficientData: null,
  };
}

const shownVisits = 3;

/** The three visits with the largest net spend, oldest first among equals. */
function dearest(visits: readonly Visit[]): Visit[] {
  const found: Visit[] = [];
  for (const visit of visits) {
    let place = found.length;
    while (place > 0 && (found[place - 1]?.netMinor ?? 0) < (visit.netMinor ?? 0)) place -= 1;
    if (place >= shownVisits) continue;
    found.splice(place, 0, visit);
    if (found.length > shownVisits) found.pop();
  }
  return found;
}
