/** A usable fit, asked about any guest: forecast.ts answers. Source: docs/decisions/0014-champion.md */

import { openMemory } from '../memory.ts';
import { Forecast, openDesk } from './forecast.ts';
import type { ChampionPredictor, CountInterval, GuestTiming, UsableFit } from './prediction-fit.ts';

/** Cheap to make; remembers what was asked of a guest as long as the caller keeps the guest. */
export function openPredictor(fit: UsableFit): ChampionPredictor {
  const desk = openDesk(fit);
  const about = (guest: GuestTiming): Forecast => new Forecast(desk, guest);
  const knownGuests = openMemory<GuestTiming, Forecast>();
  const known = (guest: GuestTiming): Forecast => {
    let forecast = knownGuests.get(guest);
    if (forecast === undefined) {
      forecast = about(guest);
      knownGuests.set(guest, forecast);
    }
    return forecast;
  };
  return {
    about,
    known,
    returnWithin: (guest, days) => known(guest).returnWithin(days),
    expectedVisits: (guest, days) => known(guest).expectedVisits(days),
    stillCustomer: (guest) => known(guest).stillCustomer(),
    visitInterval: (guest, days, share) => intervalOf(known(guest).distribution(days, null), share),
    visitDistribution: (guest, days, most) => known(guest).distribution(days, most),
    drawVisits: (guest, days, random, draws) => drawn(known(guest).distribution(days, null), random, draws),
    daysUntilReturn: (guest, share, longestDays) => {
      const forecast = known(guest);
      return bisected((days) => forecast.returnWithin(days), share, longestDays);
    },
  };
}

function intervalOf(distribution: readonly number[], share: number): CountInterval {
  return {
    low: quantile(distribution, (1 - share) / 2),
    median: quantile(distribution, 0.5),
    high: quantile(distribution, (1 + share) / 2),
  };
}

/** The smallest count at which the distribution has reached a share. */
function quantile(distribution: readonly number[], share: number): number {
  let sum = 0;
  for (let count = 0; count < distribution.length; count += 1) {
    sum += distribution[count] ?? 0;
    if (sum >= share - 1e-12) return count;
  }
  return distribution.length - 1;
}

function drawn(distribution: readonly number[], random: () => number, draws: number): number[] {
  const cumulated = distribution.slice();
  for (let count = 1; count < cumulated.length; count += 1)
    cumulated[count] = (cumulated[count] ?? 0) + (cumulated[count - 1] ?? 0);
  const counts: number[] = [];
  for (let draw = 0; draw < draws; draw += 1) {
    const share = random();
    let low = 0;
    let high = cumulated.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((cumulated[middle] ?? 1) > share) high = middle;
      else low = middle + 1;
    }
    counts.push(low);
  }
  return counts;
}

function bisected(curve: (days: number) => number, share: number, longestDays: number): number | null {
  if (!(curve(longestDays) >= share)) return null;
  let [low, high] = [0, longestDays];
  while (high - low > 0.01) {
    const middle = (low + high) / 2;
    if (curve(middle) >= share) high = middle;
    else low = middle;
  }
  return high;
}
