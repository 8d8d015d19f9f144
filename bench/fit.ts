import { hash128, randomStream } from '../server/engine/maths/random.ts';
import { timingOf } from '../server/engine/predictions/guest-timing.ts';
import type { UsableFit } from '../server/engine/predictions/prediction-fit.ts';
import { openPredictor } from '../server/engine/predictions/predictor.ts';
import { type VisitLog, visitLogWriter } from '../server/engine/predictions/visit-log.ts';
import { fitWeek } from '../server/engine/predictions/week-fit.ts';
import { mbgLife } from '../tests/engine/predictions/simulated.ts';
import type { Figure } from './run.ts';

export const title = "Predictions: the week's fit of made guests, and what one guest costs";

type Print = (figure: Figure) => void;

const options = { horizonDays: 30, venueType: 'CASUAL', prior: { gapDays: 30, returnShare: 0.35 } } as const;
const weeks = 104;

export async function run(print: Print): Promise<void> {
  for (const guests of [2_000, 100_000]) {
    const log = made(guests);
    const name = `${guests.toLocaleString('en-US')} guests`;
    print({ figure: `${name}: visit days`, value: log.days.length, unit: 'days' });
    const day = weeks * 7;
    for (const turn of ['cold', 'warm']) {
      const before = process.cpuUsage();
      const startedAt = performance.now();
      const { fit } = fitWeek({ log, day, earlierDay: day - 90, options });
      const took = performance.now() - startedAt;
      const { user, system } = process.cpuUsage(before);
      print({ figure: `${name}: fit of the week, ${turn}`, value: took, unit: 'ms' });
      print({ figure: `${name}: fit of the week, ${turn}, CPU`, value: (user + system) / 1_000, unit: 'ms' });
      if (fit.tier === 'INSUFFICIENT') throw new Error('expected a usable fit, got too little data');
      if (turn === 'warm') predict(print, name, log, day, fit);
    }
    print({ figure: `${name}: memory at most`, value: process.resourceUsage().maxRSS / 1_024, unit: 'MB' });
  }
}

/** Each guest once, as in a nightly run. */
function predict(print: Print, name: string, log: VisitLog, day: number, fit: UsableFit): void {
  const guests = Math.min(log.starts.length - 1, 10_000);
  for (const asked of ['return within 30 days', 'return and visits within 30 days'] as const) {
    const predictor = openPredictor(fit);
    const startedAt = performance.now();
    let sum = 0;
    for (let guest = 0; guest < guests; guest += 1) {
      const timing = timingOf(log.days, log.starts[guest] ?? 0, log.starts[guest + 1] ?? 0, day);
      if (timing === null) continue;
      sum += predictor.returnWithin(timing, 30);
      if (asked !== 'return within 30 days') sum += predictor.expectedVisits(timing, 30);
    }
    if (!Number.isFinite(sum)) throw new Error(`expected finite predictions, got ${sum}`);
    print({ figure: `${name}: ${asked}`, value: (1_000 * (performance.now() - startedAt)) / guests, unit: 'µs per guest' });
  }
}

/** Some 30 visit days per guest in two years, more regular than chance. */
function made(guests: number): VisitLog {
  const life = mbgLife({ r: 2.6, alpha: 2, a: 0.1, b: 2.5 }, 2);
  const writer = visitLogWriter();
  for (let guest = 0; guest < guests; guest += 1) {
    const random = randomStream('bench', 'guest', guest);
    const begin = Math.floor(random() * 0.85 * weeks * 7);
    const times = life(random, weeks - begin / 7).map((time) => begin + Math.round(time * 7));
    const days = [...new Set([begin, ...times])].map((day) => ({
      day,
      netMinor: 1_000 + Math.round(2_000 * random()),
      paidVisits: 1,
    }));
    writer.add({ hash: hash128(`bench/${guest}`)[0], days });
  }
  return writer.close();
}
