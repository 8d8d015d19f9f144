import type { Viewer } from '../access/viewer.ts';

/** Whoever may run a command beside the data has every right. */
export const commandLine: Viewer = { role: 'ADMIN', name: 'command line', principal: 'command line', reach: null };
