/** The thread that `makeAside` starts: the parts of a week in, the week out. */
import { parentPort, workerData } from 'node:worker_threads';
import { type WeekParts, weekOf } from '../engine/week.ts';

parentPort?.postMessage(weekOf(workerData as WeekParts));
