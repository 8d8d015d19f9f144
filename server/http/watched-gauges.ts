import { Gauge, type Registry } from 'prom-client';
import type { Watched } from '../graphql/monitor.ts';

/** Of a program that watches nothing. */
export const nothingWatched: Watched = {
  alerts: null,
  runs: null,
  jobs: null,
  webhooks: null,
  drift: null,
  calibration: null,
};

/** @returns shows what operators watch; a series without a value is left out, because 0 would be a measurement. */
export function watchedGauges(registry: Registry, clock: () => number): (watched: Watched) => void {
  const forget: (() => void)[] = [];
  const gauge = (name: string, help: string, labelNames: string[] = []) => {
    const made = new Gauge({ name, help, labelNames, registers: [registry] });
    forget.push(() => (labelNames.length === 0 ? made.remove() : made.reset())); // without labels, a reset would be a 0
    return (labels: Readonly<Record<string, string>>, value: number | null | undefined): void => {
      if (value !== null && value !== undefined) made.set(labels, value);
    };
  };
  const raised = gauge('ecx_alerts_raised', 'Alerts raised within 30 days, by severity.', ['severity']);
  const answered = gauge('ecx_alerts_acknowledged', 'Those of them that somebody has acknowledged.', ['severity']);
  const response = gauge(
    'ecx_alert_response_seconds',
    'Seconds from raised to first acknowledged, over the alerts of 30 days that were.',
    ['severity', 'quantile'],
  );
  const runs = gauge('ecx_scoring_runs', 'Scorings of everybody within 30 days, by state.', ['state']);
  const runSeconds = gauge('ecx_scoring_run_seconds', 'How long finished ones took; quantile "last": the newest.', ['quantile']);
  const jobs = gauge('ecx_jobs', 'Jobs by state; failed: at every try.', ['state']);
  const oldest = gauge('ecx_jobs_oldest_seconds', 'How long the first waiting job could have been done, 0: none waits.');
  const deliveries = gauge('ecx_webhook_deliveries', 'Deliveries to webhooks of 7 days, by state.', ['state']);
  const unsent = gauge('ecx_webhook_oldest_seconds', 'How long the oldest waiting delivery has been waiting, 0: none waits.');
  const mean = gauge('ecx_score_mean', 'Mean health score now and 30 days before, 0 to 100.', ['when']);
  const quantile = gauge('ecx_score_quantile', 'Health scores at shares of the customers.', ['when', 'quantile']);
  const index = gauge('ecx_score_stability_index', 'Population stability index of the health levels against 30 days before.');
  const predicted = gauge('ecx_calibration_predicted', 'Mean predicted return on the newest past day whose horizon is over.');
  const observed = gauge('ecx_calibration_observed', 'Share of the same customers who returned.');

  return ({ alerts, runs: run, jobs: queue, webhooks, drift, calibration }) => {
    for (const each of forget) each();
    for (const { severity, raised: count, acknowledged, medianSeconds, p90Seconds } of alerts ?? []) {
      raised({ severity }, count);
      answered({ severity }, acknowledged);
      response({ severity, quantile: '0.5' }, medianSeconds);
      response({ severity, quantile: '0.9' }, p90Seconds);
    }
    for (const state of ['queued', 'running', 'finished'] as const) runs({ state }, run?.[state]);
    runSeconds({ quantile: 'last' }, run?.lastSeconds);
    runSeconds({ quantile: '0.5' }, run?.medianSeconds);
    runSeconds({ quantile: '0.9' }, run?.p90Seconds);
    for (const state of ['waiting', 'running', 'failed'] as const) jobs({ state }, queue?.[state]);
    if (queue !== null) oldest({}, queue.waitingSince === null ? 0 : Math.max(0, (clock() - queue.waitingSince) / 1000));
    for (const state of ['waiting', 'delivered', 'skipped', 'failed'] as const)
      deliveries(
        { state },
        webhooks?.reduce((sum, webhook) => sum + webhook[state], 0),
      );
    const oldestUnsent = webhooks?.flatMap(({ oldestWaiting }) => oldestWaiting ?? []) ?? [];
    if (webhooks !== null) unsent({}, Math.max(0, ...oldestUnsent.map((since) => (clock() - since) / 1000)));
    for (const when of ['now', 'before'] as const) {
      const scores = drift?.[when];
      mean({ when }, scores?.meanScore);
      for (const [name, value] of Object.entries(scores?.quantiles ?? {}))
        quantile({ when, quantile: `0.${name.slice(1)}` }, value);
    }
    index({}, drift?.stabilityIndex);
    predicted({}, calibration?.[0]?.predicted);
    observed({}, calibration?.[0]?.observed);
  };
}
