import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Alert, AlertKind, AlertSeverity } from '../../../server/engine/alerts/alerts.ts';
import {
  type AlertNumbers,
  type AlertStep,
  alertSteps,
  callsForSteps,
  type LatchedAlert,
  patienceMs,
} from '../../../server/engine/alerts/life-cycle.ts';
import { defaultScoring } from '../../../server/engine/config.ts';

const nothing: AlertNumbers = { exactScore: null, churnProbability: null, completenessScore: null, lastVisitAt: null };

const alert = (kind: AlertKind, clearsAt: number | null, severity: AlertSeverity = 'HIGH', events: string[] = []): Alert => ({
  kind,
  severity,
  message: 'It calls for attention.',
  evidence: [{ name: 'something', value: 1, unit: 'points of 100', events }],
  clearsAt,
});
const below = alert('SCORE_BELOW_THRESHOLD', 45);
const churn50 = alert('CHURN_CROSSED_50', 0.45, 'MEDIUM');
const churn80 = alert('CHURN_CROSSED_80', 0.75);

const latched = (from: Alert, more: Partial<LatchedAlert> = {}): LatchedAlert => ({
  alertId: `${from.kind}-1`,
  kind: from.kind,
  severity: from.severity,
  clearsAt: from.clearsAt,
  events: from.evidence.flatMap(({ events }) => events),
  open: true,
  acknowledged: false,
  snoozed: false,
  ...more,
});

interface Seen {
  readonly latched?: readonly LatchedAlert[];
  readonly found?: readonly Alert[];
  readonly numbers?: Partial<AlertNumbers>;
  readonly before?: Partial<AlertNumbers> | null;
}

const steps = ({ latched: known = [], found = [], numbers = {}, before = null }: Seen): readonly AlertStep[] =>
  alertSteps(
    {
      latched: known,
      found,
      numbers: { ...nothing, ...numbers },
      completenessBefore: before === null ? null : (before.completenessScore ?? 0),
    },
    defaultScoring,
  );

describe('an alert', () => {
  test('is raised once and kept while its rule holds, and while it no longer does', () => {
    expect(steps({ found: [below], numbers: { exactScore: 39 } })).toEqual([{ step: 'RAISE', alert: below }]);
    expect(steps({ latched: [latched(below)], found: [below], numbers: { exactScore: 38 } })).toEqual([]);
    expect(steps({ latched: [latched(below)], numbers: { exactScore: 44.9 } })).toEqual([]);
  });

  test('resolves itself when the score is 5 points above the threshold', () => {
    const resolved = [{ step: 'RESOLVE', alertId: 'SCORE_BELOW_THRESHOLD-1', cleared: true }];
    expect(steps({ latched: [latched(below)], numbers: { exactScore: 45 } })).toEqual(resolved);
    expect(steps({ latched: [latched(below)], numbers: { exactScore: null } })).toEqual([]);
  });

  test('that a person resolved is not raised again before it has cleared', () => {
    const done = latched(below, { open: false });
    expect(steps({ latched: [done], found: [below], numbers: { exactScore: 30 } })).toEqual([]);
    expect(steps({ latched: [done], numbers: { exactScore: 50 } })).toEqual([
      { step: 'UNLATCH', alertId: 'SCORE_BELOW_THRESHOLD-1' },
    ]);
  });

  test('of silence ends with a visit, whenever that is recorded', () => {
    const silent = latched(alert('SILENT_REGULAR', 1000));
    expect(steps({ latched: [silent], numbers: { lastVisitAt: 1000 } })).toEqual([]);
    expect(steps({ latched: [silent], numbers: { lastVisitAt: 1001 } })).toMatchObject([{ step: 'RESOLVE', cleared: true }]);
  });

  test('of churn gives way to the graver one, which then keeps the lesser one quiet', () => {
    const [lesser, graver] = [latched(churn50), latched(churn80)];
    expect(steps({ latched: [lesser], found: [churn80], numbers: { churnProbability: 0.81 } })).toEqual([
      { step: 'RESOLVE', alertId: 'CHURN_CROSSED_50-1', cleared: false },
      { step: 'RAISE', alert: churn80 },
    ]);
    expect(steps({ latched: [graver], found: [churn50], numbers: { churnProbability: 0.78 } })).toEqual([]);
    expect(steps({ latched: [graver], numbers: { churnProbability: 0.75 } })).toMatchObject([{ step: 'RESOLVE' }]);
  });

  test('about data is raised when the profile falls below the bound, not when it always was', () => {
    const data = alert('DATA_QUALITY', 75, 'LOW');
    const numbers = { completenessScore: 60 };
    expect(steps({ found: [data], numbers })).toEqual([]);
    expect(steps({ found: [data], numbers, before: { completenessScore: 60 } })).toEqual([]);
    expect(steps({ found: [data], numbers, before: { completenessScore: 70 } })).toMatchObject([{ step: 'RAISE' }]);
  });

  test('gets worse with another bad feedback: who had dealt with it hears of it, unless it is snoozed', () => {
    const first = alert('BAD_FEEDBACK', null, 'HIGH', ['F1']);
    const second = alert('BAD_FEEDBACK', null, 'HIGH', ['F2']);
    const reopens = (known: LatchedAlert) => steps({ latched: [known], found: [second] });
    expect(reopens(latched(first))).toMatchObject([{ step: 'WORSEN', reopens: false }]);
    expect(reopens(latched(first, { acknowledged: true }))).toMatchObject([{ step: 'WORSEN', reopens: true }]);
    expect(reopens(latched(first, { open: false }))).toMatchObject([{ step: 'WORSEN', reopens: true }]);
    expect(reopens(latched(first, { acknowledged: true, snoozed: true }))).toMatchObject([{ step: 'WORSEN', reopens: false }]);
    expect(steps({ latched: [latched(first)], found: [first] })).toEqual([]);
    expect(steps({ latched: [latched(first)] })).toMatchObject([{ step: 'RESOLVE', cleared: true }]);
  });

  test('may get graver and never gets milder', () => {
    const high = alert('BAD_FEEDBACK', null, 'HIGH', ['F1']);
    const critical = alert('BAD_FEEDBACK', null, 'CRITICAL', ['F1']);
    expect(steps({ latched: [latched(high)], found: [critical] })).toMatchObject([
      { step: 'WORSEN', alert: { severity: 'CRITICAL' } },
    ]);
    expect(steps({ latched: [latched(critical)], found: [high] })).toEqual([]);
  });
});

describe('a first scoring', () => {
  const drop = alert('SHARP_DROP', 45);
  const lost = alert('LEVEL_LOST', 62, 'MEDIUM');
  const data = alert('DATA_QUALITY', 75, 'LOW');
  const numbers = { exactScore: 30, completenessScore: 60 };

  test('raises the gravest of what it finds, the others stand behind it', () => {
    expect(steps({ found: [below, drop, lost, data], numbers })).toEqual([
      { step: 'RAISE', alert: below },
      { step: 'STAND_BEHIND', alert: drop },
      { step: 'STAND_BEHIND', alert: lost },
    ]);
    expect(steps({ found: [data], numbers })).toEqual([]);
  });

  test('is the only one that does: what a later one finds is raised, each kind', () => {
    expect(steps({ found: [below, drop], numbers, before: { exactScore: 70 } }).map(({ step }) => step)).toEqual([
      'RAISE',
      'RAISE',
    ]);
    expect(steps({ latched: [latched(lost)], found: [below, drop], numbers }).map(({ step }) => step)).toEqual([
      'RAISE',
      'RAISE',
    ]);
  });

  test('keeps what stands behind quiet until its number has cleared', () => {
    const behind = latched(lost, { open: false });
    const before = { exactScore: 30 };
    expect(steps({ latched: [latched(below), behind], found: [below, lost], numbers, before })).toEqual([]);
    expect(steps({ latched: [behind], numbers: { exactScore: 62 }, before })).toEqual([
      { step: 'UNLATCH', alertId: 'LEVEL_LOST-1' },
    ]);
  });

  test('calls for a guest once, whatever it finds', () => {
    const all = [churn80, below, drop, alert('SILENT_REGULAR', 1), churn50, lost, data];
    fc.assert(
      fc.property(fc.subarray(all), (found) => {
        const taken = steps({ found, numbers });
        const called = taken.filter(({ step }) => step === 'RAISE');
        const news = found.filter(({ kind }) => kind !== 'DATA_QUALITY');
        expect(called).toEqual(news.slice(0, 1).map((each) => ({ step: 'RAISE', alert: each })));
        expect(taken).toHaveLength(news.length);
      }),
    );
  });
});

test('an alert waits for an answer for an hour when critical, for a day when high, and for ever below', () => {
  const severities = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'] as const;
  expect(severities.map((severity) => patienceMs(severity, defaultScoring))).toEqual([3_600_000, 86_400_000, null, null]);
});

/** What a series of scores does to a guest's alerts when the rule finds a crossing wherever the score lies below its threshold. */
function walk(series: readonly number[], rule: (value: number) => Alert[], numbersOf: (value: number) => Partial<AlertNumbers>) {
  let known: LatchedAlert[] = [];
  let count = 0;
  const taken: AlertStep[] = [];
  for (const [index, value] of series.entries()) {
    const now = steps({ latched: known, found: rule(value), numbers: numbersOf(value), before: index === 0 ? null : {} });
    taken.push(...now);
    for (const each of now) {
      if (each.step === 'RAISE' || each.step === 'STAND_BEHIND') {
        count += 1;
        known.push(latched(each.alert, { alertId: `${each.alert.kind}-${count}`, open: each.step === 'RAISE' }));
      } else if (each.step === 'UNLATCH' || (each.step === 'RESOLVE' && each.cleared)) {
        known = known.filter(({ alertId }) => alertId !== each.alertId);
      } else known = known.map((one) => (one.alertId === each.alertId ? { ...one, open: each.step !== 'RESOLVE' } : one));
    }
    expect(new Set(known.map(({ kind }) => kind)).size).toBe(known.length); // never double
  }
  return taken;
}

describe('under noise', () => {
  const noise = (most: number) => fc.array(fc.double({ min: -most, max: most, noNaN: true }), { minLength: 1, maxLength: 300 });

  test('around the threshold of the score an alert is raised at most once and never resolved', () => {
    fc.assert(
      fc.property(noise(4.99), (moves) => {
        const series = moves.map((move) => 40 + move);
        const taken = walk(
          series,
          (score) => (score < 40 ? [below] : []),
          (exactScore) => ({ exactScore }),
        );
        expect(taken.map(({ step }) => step)).toEqual(series.some((score) => score < 40) ? ['RAISE'] : []);
      }),
    );
  });

  test('around the bound of a level likewise, within 2 points', () => {
    const lost = alert('LEVEL_LOST', 62, 'MEDIUM');
    fc.assert(
      fc.property(noise(3.99), (moves) => {
        const series = moves.map((move) => 58 + move);
        const taken = walk(
          series,
          (score) => (score <= 58 ? [lost] : []),
          (exactScore) => ({ exactScore }),
        );
        expect(taken.map(({ step }) => step)).toEqual(series.some((score) => score <= 58) ? ['RAISE'] : []);
      }),
    );
  });

  test('of several kinds at once the first look calls once, and each kind is called for at most once', () => {
    const lost = alert('LEVEL_LOST', 45, 'MEDIUM');
    fc.assert(
      fc.property(noise(4.99), (moves) => {
        const taken = walk(
          moves.map((move) => 40 + move),
          (score) => (score < 40 ? [below, lost] : []),
          (exactScore) => ({ exactScore }),
        );
        const isBelow = (move = 0) => 40 + move < 40;
        const later = moves.some((move) => isBelow(move)) ? ['RAISE', 'RAISE'] : [];
        expect(taken.map(({ step }) => step)).toEqual(isBelow(moves[0]) ? ['RAISE', 'STAND_BEHIND'] : later);
      }),
    );
  });

  test('around both bounds of churn each is raised at most once', () => {
    const rule = (p: number) => (p >= 0.8 ? [churn80] : p >= 0.5 ? [churn50] : []);
    fc.assert(
      fc.property(noise(0.0499), fc.constantFrom(0.5, 0.8), (moves, bound) => {
        const taken = walk(
          moves.map((move) => bound + move),
          rule,
          (churnProbability) => ({ churnProbability }),
        );
        const raised = taken.flatMap((each) => (each.step === 'RAISE' ? [each.alert.kind] : []));
        expect(new Set(raised).size).toBe(raised.length);
        expect(taken.filter((each) => each.step === 'RESOLVE' && each.cleared)).toEqual([]);
      }),
    );
  });

  test('of any size every alert is resolved before the next of its kind is raised', () => {
    fc.assert(
      fc.property(noise(60), (moves) => {
        const taken = walk(
          moves.map((move) => 50 + move),
          (score) => (score < 40 ? [below] : []),
          (exactScore) => ({ exactScore }),
        );
        expect(taken.map(({ step }, at) => step === (at % 2 === 0 ? 'RAISE' : 'RESOLVE')).every(Boolean)).toBe(true);
      }),
    );
  });
});

test('whether there is anything to do about a guest does not depend on what people did', () => {
  const severity = fc.constantFrom<AlertSeverity>('LOW', 'MEDIUM', 'HIGH', 'CRITICAL');
  const kind = fc.constantFrom<AlertKind>(
    'SCORE_BELOW_THRESHOLD',
    'CHURN_CROSSED_50',
    'CHURN_CROSSED_80',
    'SILENT_REGULAR',
    'DATA_QUALITY',
    'BAD_FEEDBACK',
  );
  const number = fc.option(fc.double({ min: 0, max: 100, noNaN: true }));
  const events = fc.uniqueArray(fc.constantFrom('E1', 'E2'));
  const found = fc
    .tuple(kind, number, severity, events)
    .map(([of, clearsAt, grave, ids]): Alert => alert(of, of === 'BAD_FEEDBACK' ? null : clearsAt, grave, ids));
  const known = fc
    .tuple(found, fc.boolean(), fc.boolean(), fc.boolean())
    .map(([from, open, acknowledged, snoozed]): LatchedAlert => latched(from, { open, acknowledged, snoozed }));
  const perKind = { selector: (each: { readonly kind: AlertKind }) => each.kind };
  fc.assert(
    fc.property(
      fc.uniqueArray(known, perKind),
      fc.uniqueArray(found, perKind),
      fc.record({ exactScore: number, churnProbability: number, completenessScore: number, lastVisitAt: number }),
      number,
      (latchedNow, foundNow, numbers, completenessBefore) => {
        const sighting = { latched: latchedNow, found: foundNow, numbers, completenessBefore };
        const untouched = latchedNow.map((each) => ({ ...each, open: true, acknowledged: false, snoozed: false }));
        const expected = alertSteps(sighting, defaultScoring).length > 0;
        expect(callsForSteps(sighting, defaultScoring)).toBe(expected);
        expect(callsForSteps({ ...sighting, latched: untouched }, defaultScoring)).toBe(expected);
      },
    ),
    { numRuns: 1_000 },
  );
});
