import type { Db } from '../db/open.ts';
import { type Calendar, dayMs } from '../engine/calendar.ts';
import type { ScoringConfig } from '../engine/config.ts';
import type { VenueSales } from '../engine/population.ts';
import { unfittedWeek, type WeekFit, type WeekFitTask } from '../engine/predictions/week-fit.ts';
import { type RankingScore, scoreBackTest } from '../engine/score-back-test.ts';
import { type ComparedGuest, comparedScores, comparison, type ScoringComparison } from '../engine/scoring-preview.ts';
import { noVisits } from '../engine/venue-mix.ts';
import { collectWeek, weekTask } from '../engine/week.ts';
import { fitAside } from './aside.ts';
import { openAssessor } from './assessor.ts';
import type { WeekSource } from './population.ts';
import { before, readKnownGuests } from './read-week.ts';
import { readVenueType } from './venue-sales.ts';
import { walkCustomers } from './walk.ts';

/** Guests that a preview looks at: those of the lowest hashes. */
export const mostPreviewed = 2_000;
const chunk = 250;

/** What the venue sells enters no score. */
const nothingSold: Omit<VenueSales, 'venueType'> = {
  itemShares: {},
  categoryShares: {},
  visitCounts: noVisits,
};

export interface PreviewOptions {
  readonly config: ScoringConfig;
  readonly calendar: Calendar;
  readonly weeks: WeekSource;
  /** Milliseconds since 1970. */
  readonly asOf: number;
  readonly previewed: ScoringConfig;
  readonly mayName: (customerId: string) => boolean;
  /** Absent: in a thread of its own. */
  readonly fitter?: (task: WeekFitTask) => Promise<WeekFit>;
}

export interface ScoringPreview extends ScoringComparison {
  /** How the scores of a horizon ago told who would come back; null: too few guests that long ago. */
  readonly backTest: { readonly present: RankingScore; readonly previewed: RankingScore } | null;
}

/** What a configuration would do to the scores of a sample, before it is saved. @throws DatabaseUnavailable, PopulationUnavailable */
export async function previewScoring(db: Db, options: PreviewOptions): Promise<ScoringPreview> {
  const ids = await sampleOf(db);
  // Another window of the trends would ask for other weeks, and moves no score.
  const compared = comparedScores({ ...options.previewed, trendDays: options.config.trendDays });
  const guests: ComparedGuest[] = [];
  for (const some of ids) {
    const assessor = openAssessor(db, options);
    const found = some.map(async (customerId) => ({
      customerId,
      ...(await assessor.assess(compared, { customerId, asOf: options.asOf })),
    }));
    guests.push(...(await Promise.all(found)));
  }
  return { ...comparison(guests, options.mayName), backTest: await backTestOf(db, ids, options) };
}

async function sampleOf(db: Db): Promise<string[][]> {
  const chunks: string[][] = [];
  for await (const ids of walkCustomers(db, chunk)) {
    chunks.push([...ids]);
    if (chunks.length * chunk >= mostPreviewed) break;
  }
  return chunks;
}

/** Both configurations judged by the same guests of the sample, with models fitted to what these had shown by then. */
async function backTestOf(db: Db, ids: readonly string[][], options: PreviewOptions): Promise<ScoringPreview['backTest']> {
  const { calendar, config, previewed, fitter = fitAside } = options;
  const { asOf, day } = before(options.asOf + 1, calendar);
  const earlier = before(asOf + 1 - config.scoreBackTest.horizonDays * dayMs, calendar);
  const guests = collectWeek(day, earlier, config);
  for (const some of ids) for (const guest of await readKnownGuests(db, some, asOf, calendar)) guests.add(guest);
  const sales = { ...nothingSold, venueType: await readVenueType(db) };
  const task = weekTask(guests, sales, config);
  const light = { ...task, options: { ...task.options, backTest: false } };
  const { earlierFit } = config.fitsModels ? await fitter(light) : unfittedWeek(light);
  const { panel, earlierDay } = guests.close();
  const judged = (by: ScoringConfig) => scoreBackTest(panel, earlierDay, sales, earlierFit, by);
  const [now, then] = [judged(config), judged(previewed)];
  return now === null || then === null ? null : { present: now.score, previewed: then.score };
}
