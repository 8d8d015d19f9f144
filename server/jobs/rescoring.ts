import type { Db } from '../db/open.ts';
import { requestRun } from '../store/runs.ts';
import type { CurrentRunOptions } from './run-options.ts';
import { scoreCustomers } from './score.ts';

/** Scoring again on request: some guests at once, or everybody by a run. Null, false: it is switched off. */
export function openRescoring(
  db: Db,
  current: CurrentRunOptions,
  isOn: { readonly scoring: boolean; readonly batches: boolean },
) {
  return {
    rescore: async (customerIds: readonly string[], now: number) =>
      isOn.scoring ? await scoreCustomers(db, { ...(await current()), asOf: now, now, keepNewer: true, customerIds }) : null,
    rescoreAll: async (now: number) =>
      isOn.scoring &&
      isOn.batches &&
      requestRun(db, { kind: 'REQUESTED', asOf: now, configVersion: (await current()).config.version, now }),
  };
}
