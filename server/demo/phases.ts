import { dayMs } from '../engine/calendar.ts';
import { chance, type Random, uniform, wholeNumber } from '../engine/maths/random.ts';
import type { Course } from './archetype.ts';

/** From this day on the guest comes with `factor` times its visits per week, until the next phase. */
export interface Phase {
  readonly fromDay: number;
  readonly factor: number;
}

/** The phases of a guest's rate, the first from before every event. */
export function phasesOf(random: Random, course: Course, startDay: number, lastDay: number, joinDay: number): readonly Phase[] {
  const always = [{ fromDay: startDay - 1000, factor: 1 }];
  if (course === 'LAPSING') return [...always, ...fading(random, joinDay)];
  if (course === 'RETURNING') return [...always, ...pause(random, joinDay)];
  if (course === 'SEASONAL') {
    const summer = chance(random, 0.7);
    const shift = wholeNumber(random, -10, 10);
    return yearly(
      startDay,
      lastDay,
      (month) => ((summer ? month >= 4 && month <= 8 : month >= 10 || month === 0) ? 1 : 0.04),
      shift,
    );
  }
  // Lectures end in July and at Christmas; some students stay and work.
  if (course === 'TERMS')
    return yearly(startDay, lastDay, (month) => (month === 7 || month === 8 ? 0.3 : month === 6 || month === 1 ? 0.7 : 1), 0);
  return always;
}

function fading(random: Random, joinDay: number): Phase[] {
  let day = joinDay + wholeNumber(random, 100, 420);
  return [0.6, 0.32, 0.12, 0].map((factor) => {
    const fromDay = day;
    day += wholeNumber(random, 25, 60);
    return { fromDay, factor };
  });
}

function pause(random: Random, joinDay: number): Phase[] {
  const fromDay = joinDay + wholeNumber(random, 70, 260);
  return [
    { fromDay, factor: 0 },
    { fromDay: fromDay + wholeNumber(random, 80, 230), factor: uniform(random, 0.7, 1.2) },
  ];
}

/** A phase for each change of the month's factor, some days early or late. */
function yearly(startDay: number, lastDay: number, factorOf: (month: number) => number, shiftDays: number): Phase[] {
  const phases: Phase[] = [];
  const first = new Date((startDay - 45) * dayMs);
  for (let month = first.getUTCMonth(); ; month += 1) {
    const fromDay = Date.UTC(first.getUTCFullYear(), month, 1) / dayMs + shiftDays;
    if (fromDay > lastDay) return phases;
    const factor = factorOf(month % 12);
    if (phases.at(-1)?.factor !== factor) phases.push({ fromDay, factor });
  }
}

/** The factor in force on a day. */
export function phaseFactor(phases: readonly Phase[], day: number): number {
  for (let index = phases.length - 1; index >= 0; index -= 1) {
    const phase = phases[index];
    if (phase !== undefined && phase.fromDay <= day) return phase.factor;
  }
  return phases[0]?.factor ?? 1;
}
