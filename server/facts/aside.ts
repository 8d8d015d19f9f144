/** Fits models and makes the facts of weeks in threads of their own, so that requests are answered meanwhile. */
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { openThread } from '../db/threads.ts';
import { fitWeek, type WeekFit, type WeekFitTask } from '../engine/predictions/week-fit.ts';
import { type Week, type WeekParts, weekOf } from '../engine/week.ts';

/** Guests up to which a fit, or the facts of a week, take less time than a thread takes to start. */
const soon = 300;

/** @throws Error of the work, or when the thread ends without an answer. */
function inThread<Answer>(name: './fit-thread' | './week-thread', task: unknown): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const thread = openThread(name, import.meta.url, task);
    thread.once('message', (answer: Answer) => resolve(answer));
    thread.once('error', reject);
    thread.once('exit', (code) => reject(new Error(`expected an answer from the thread ${name}, got exit code ${code}`)));
  });
}

async function fitInThread(task: WeekFitTask): Promise<WeekFit> {
  return task.log.starts.length - 1 <= soon ? fitWeek(task) : await inThread('./fit-thread', task);
}

/** Makes a week where nobody waits. @throws Error of the work, or when its thread ends without an answer. */
export async function makeAside(parts: WeekParts): Promise<Week> {
  return parts.guests.summaries.length <= soon ? weekOf(parts) : await inThread('./week-thread', parts);
}

type Fitter = (task: WeekFitTask) => Promise<WeekFit>;

/** Fits that are remembered: those of now and of the trend, before and after a change of the configuration. */
const mostFits = 4;

function digestOf({ log, ...rest }: WeekFitTask): string {
  const hash = createHash('sha256').update(JSON.stringify(rest));
  for (const list of [log.starts, log.days, log.netMinor, log.paidVisits, log.hashes])
    hash.update(`${list.length} `).update(list);
  return hash.digest('base64');
}

/** The same task is fitted once: weights, levels and most other settings change nothing that a fit rests on. */
export function fittingOnce(fitter: Fitter): Fitter {
  const known = new LRUCache<string, Promise<WeekFit>>({ max: mostFits });
  return (task) => {
    const digest = digestOf(task);
    const found = known.get(digest);
    if (found !== undefined) return found;
    const fitted = fitter(task);
    known.set(digest, fitted);
    fitted.catch(() => known.delete(digest));
    return fitted;
  };
}

/** @throws Error of the fit, or when its thread ends without an answer. */
export const fitAside: Fitter = fittingOnce(fitInThread);
