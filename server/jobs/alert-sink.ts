import type { Db } from '../db/open.ts';
import {
  type AlertNumbers,
  type AlertStep,
  alertSteps,
  callsForSteps,
  type KnownAlert,
  type LatchedAlert,
  patienceMs,
  type Sighting,
} from '../engine/alerts/life-cycle.ts';
import { dayMs } from '../engine/calendar.ts';
import type { ScoringConfig } from '../engine/config.ts';
import { type AlertNews, noteEscalation, raiseAlerts, readOverdueAlerts, settleAlerts, worsenAlerts } from '../store/alerts.ts';
import { lockLatchedAlerts, readLatchedAlerts } from '../store/latched-alerts.ts';
import { tellLive } from '../store/live-events.ts';
import type { CurrentScore } from '../store/scores.ts';
import type { KnownAlerts, RunInstants, ScoredGuest, ScoreSink, Sight, Written } from './guest-score.ts';

function numbersOf(row: CurrentScore): AlertNumbers {
  return {
    exactScore: row.exact_score,
    churnProbability: row.churn_probability,
    completenessScore: row.completeness_score,
    lastVisitAt: row.last_visit_at,
  };
}

/** A guest's steps, each with what it takes to do it. */
type Step = AlertStep & { readonly customerId: string };

/** Most guests have none to take: only where there is one, the alerts are locked, and looked at again. */
async function stepsOf(
  tx: Db,
  guests: readonly ScoredGuest[],
  config: ScoringConfig,
  { now, contested }: Written,
): Promise<Step[]> {
  const idsOf = (some: readonly ScoredGuest[]) => some.map(({ customerId }) => customerId);
  const doubtful = guests.filter(({ customerId }) => contested.has(customerId));
  const latched = doubtful.length === 0 ? unlatched : await readLatchedAlerts(tx, idsOf(doubtful), now);
  const latchedOf = (customerId: string) => latched.get(customerId) ?? none;
  const moved = guests.filter((guest) =>
    contested.has(guest.customerId) ? hasSteps(sightOf(guest), latchedOf(guest.customerId), config) : guest.isWatched,
  );
  if (moved.length === 0) return [];
  const locked = await lockLatchedAlerts(tx, idsOf(moved), now);
  return moved.flatMap((guest) => {
    const { customerId } = guest;
    return alertSteps(new GuestSighting(sightOf(guest), locked.get(customerId) ?? none), config).map((step) => ({
      ...step,
      customerId,
    }));
  });
}

type Latched = ReadonlyMap<string, readonly LatchedAlert[]>;

const unlatched: Latched = new Map();
const none: readonly LatchedAlert[] = [];

const sightOf = ({ row, alerts, before }: ScoredGuest): Sight => ({
  row,
  alerts,
  completenessBefore: before?.completenessScore ?? null,
});

/** A class, for a literal with a getter would be of a form of its own each time, which outlives it. */
class GuestSighting<Known extends KnownAlert> implements Sighting<Known> {
  readonly latched: readonly Known[];
  readonly numbers: AlertNumbers;
  readonly #guest: Sight;

  constructor(guest: Sight, latched: readonly Known[]) {
    this.latched = latched;
    this.numbers = numbersOf(guest.row);
    this.#guest = guest;
  }

  get found() {
    return this.#guest.alerts;
  }

  /** Of most guests nobody asks. */
  get completenessBefore() {
    return this.#guest.completenessBefore;
  }
}

function hasSteps(guest: Sight, latched: readonly KnownAlert[], config: ScoringConfig): boolean {
  if (guest.alerts.length === 0 && latched.length === 0) return false;
  return callsForSteps(new GuestSighting(guest, latched), config);
}

/** On record with what it was found for, and over at once: nobody is told. */
async function standBehind(
  tx: Db,
  steps: readonly Extract<Step, { readonly step: 'STAND_BEHIND' }>[],
  asOf: number,
  now: number,
): Promise<void> {
  const latched = await raiseAlerts(tx, steps, asOf, now);
  await settleAlerts(
    tx,
    latched.map((key) => ({ ...key, open: true })),
    false,
    now,
  );
}

async function take(tx: Db, steps: readonly Step[], asOf: number, now: number): Promise<AlertNews[]> {
  const of = <Name extends AlertStep['step']>(name: Name) =>
    steps.filter((step): step is Extract<Step, { readonly step: Name }> => step.step === name);
  const cleared = [
    ...of('RESOLVE')
      .filter((step) => step.cleared)
      .map((step) => ({ ...step, open: true })),
    ...of('UNLATCH').map((step) => ({ ...step, open: false })),
  ];
  const overtaken = of('RESOLVE').filter((step) => !step.cleared);
  await settleAlerts(tx, cleared, true, now);
  await settleAlerts(
    tx,
    overtaken.map((step) => ({ ...step, open: true })),
    false,
    now,
  );
  const worse = of('WORSEN');
  await worsenAlerts(
    tx,
    worse.filter(({ reopens }) => !reopens),
    false,
    now,
  );
  const reopened = await worsenAlerts(
    tx,
    worse.filter(({ reopens }) => reopens),
    true,
    now,
  );
  await standBehind(tx, of('STAND_BEHIND'), asOf, now);
  return [...(await raiseAlerts(tx, of('RAISE'), asOf, now)), ...reopened];
}

function told(news: readonly AlertNews[]) {
  return news.map(({ customerId, alertId, severity }) => ({ customerId, subject: `${alertId} ${severity}` }));
}

/** Raises, keeps and resolves alerts with each scoring of the present; a look back at an earlier instant leaves them alone. */
export function alertSink(config: ScoringConfig): ScoreSink {
  const isPresent = ({ asOf, now }: RunInstants) => now - asOf <= config.alerts.presentDays * dayMs;
  const sink: ScoreSink = async (tx, guests, written) => {
    if (!isPresent(written) || guests.length === 0) return;
    const steps = await stepsOf(tx, guests, config, written);
    const news = await take(tx, steps, written.asOf, written.now);
    await tellLive(tx, 'ALERT', told(news), written.now);
  };
  return Object.assign(sink, {
    watch: async (tx: Db, customerIds: readonly string[], instants: RunInstants, known: KnownAlerts) => {
      if (!isPresent(instants)) return () => false;
      const others = customerIds.filter((id) => !known.has(id));
      const latched = others.length === 0 ? unlatched : await readLatchedAlerts(tx, others, instants.now);
      return (guest: Sight) => {
        const id = guest.row.customer_id;
        return hasSteps(guest, known.alertsOf(id) ?? latched.get(id) ?? none, config);
      };
    },
  });
}

/** Tells once more, and notes it, which grave alerts nobody answered in time. @returns how many. */
export async function escalateAlerts(db: Db, config: ScoringConfig, now: number): Promise<number> {
  let count = 0;
  for (const severity of ['CRITICAL', 'HIGH'] as const) {
    const overdue = await readOverdueAlerts(db, severity, now - (patienceMs(severity, config) ?? 0), now);
    count += await db.transaction(async (tx) => {
      const news = await noteEscalation(tx, overdue, now);
      await tellLive(tx, 'ALERT', told(news), now);
      return news.length;
    });
  }
  return count;
}
