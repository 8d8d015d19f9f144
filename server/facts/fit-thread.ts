/** The thread that `fitAside` starts: one task in, one fit out. */
import { parentPort, workerData } from 'node:worker_threads';
import { fitWeek, type WeekFitTask } from '../engine/predictions/week-fit.ts';

parentPort?.postMessage(fitWeek(workerData as WeekFitTask));
