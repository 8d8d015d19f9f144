import { describe, expect, test } from 'vitest';
import type { AlertKind } from '../../../server/engine/alerts/alerts.ts';
import type { Facts } from '../../../server/engine/facts.ts';
import { guidance } from '../../../server/engine/insights/guidance.ts';
import { everyDays, historyOf, momentOn, today } from '../histories.ts';
import { ada, feedbackOn, guest, venue } from '../insights/guests.ts';

const alerts = (change: Partial<Facts>, day = today) => guidance.compute(guest(change), momentOn(day)).alerts;
const kinds = (change: Partial<Facts>, day = today) => alerts(change, day).map(({ kind }) => kind);
const find = (change: Partial<Facts>, wanted: AlertKind, day = today) => alerts(change, day).find(({ kind }) => kind === wanted);

/** Every 7 days, the last visit some days ago. */
const weekly = (silent: number, count = 30) => ({ visits: historyOf(everyDays(today - silent - 7 * (count - 1), 7, count)) });

describe('a weekly regular', () => {
  test('who came this week raises nothing about score or silence', () => {
    expect(kinds(weekly(3))).toEqual([]);
  });

  test('silent for two own gaps is missed, with the numbers', () => {
    expect(find(weekly(13), 'SILENT_REGULAR')).toBeUndefined();
    const alert = find(weekly(14), 'SILENT_REGULAR');
    expect(alert).toMatchObject({
      severity: 'HIGH',
      message: 'A regular who came every 7 days has not been seen for 14 days.',
    });
    expect(alert?.evidence).toMatchObject([
      { value: 14, unit: 'days', events: ['v29'] },
      { value: 7, unit: 'days' },
      { value: 7, unit: 'days' },
      { unit: 'points of 100' },
    ]);
  });

  test('who once stayed away longer is not missed before that', () => {
    const before = everyDays(today - 500, 7, 20);
    const after = everyDays(today - 20 - 7 * 29, 7, 30);
    expect(kinds({ visits: historyOf([...before, ...after]) })).not.toContain('SILENT_REGULAR');
  });

  test('loses level and points, and churn crosses its bounds once', () => {
    expect(find(weekly(40), 'SHARP_DROP')).toMatchObject({ severity: 'HIGH' });
    expect(find(weekly(40), 'LEVEL_LOST')?.message).toMatch(
      /^The health score fell from Excellent to (Good|Fair|Poor) within 30 days\.$/,
    );
    const crossings = Array.from({ length: 300 }, (_, silent) =>
      kinds(weekly(silent)).filter((kind) => kind.startsWith('CHURN')),
    );
    expect(crossings.every((found) => found.length <= 1)).toBe(true);
    const first = (kind: AlertKind) => crossings.findIndex((found) => found.includes(kind));
    expect(first('CHURN_CROSSED_50')).toBeGreaterThan(7);
    expect(first('CHURN_CROSSED_80')).toBeGreaterThan(first('CHURN_CROSSED_50'));
    expect(crossings.at(-1)).toEqual([]); // crossed long ago: no news
  });

  test('falls below the threshold once, and is no emergency when gone for a year', () => {
    const below = Array.from({ length: 200 }, (_, silent) => find(weekly(silent), 'SCORE_BELOW_THRESHOLD') !== undefined);
    const first = below.indexOf(true);
    expect(first).toBeGreaterThan(7);
    expect(below.lastIndexOf(true) - first).toBeLessThan(30);
    expect(find(weekly(first), 'SCORE_BELOW_THRESHOLD')).toMatchObject({ severity: 'HIGH' });
    expect(kinds(weekly(365))).toEqual([]);
  });
});

test('a guest with two visits raises nothing about score or silence', () => {
  expect(kinds({ visits: historyOf([today - 400, today - 390]) })).toEqual([]);
});

describe('bad feedback', () => {
  const visits = historyOf(everyDays(today - 70, 7, 11));

  test('of 2 stars within 30 days is urgent, for the dearest guests critical', () => {
    const feedback = { entries: [feedbackOn(today - 30, 2)] };
    expect(find({ visits, feedback }, 'BAD_FEEDBACK')).toMatchObject({
      severity: 'HIGH',
      message: 'The newest feedback, 30 days ago, gave 25 of 100 points.',
    });
    const dear = { visits: historyOf(everyDays(today - 70, 7, 11), 90_000), feedback };
    expect(alerts(dear)[0]).toMatchObject({ kind: 'BAD_FEEDBACK', severity: 'CRITICAL' });
  });

  test('names the feedback as its event', () => {
    const alert = find({ visits, feedback: { entries: [feedbackOn(today - 1, 1)] } }, 'BAD_FEEDBACK');
    expect(alert?.message).toBe('The newest feedback, yesterday, gave 0 of 100 points.');
    expect(alert?.evidence[0]?.events).toEqual([`f${today - 1}`]);
  });

  test('is over when it is old, or when better feedback came', () => {
    expect(kinds({ visits, feedback: { entries: [feedbackOn(today - 31, 1)] } })).not.toContain('BAD_FEEDBACK');
    const better = { entries: [feedbackOn(today - 9, 1), feedbackOn(today - 2, 4)] };
    expect(kinds({ visits, feedback: better })).not.toContain('BAD_FEEDBACK');
    const silentSince = { entries: [feedbackOn(today - 9, 1), { ...feedbackOn(today - 2, 4), rating: null }] };
    expect(kinds({ visits, feedback: silentSince })).toContain('BAD_FEEDBACK');
  });
});

test('a poor profile is said at low severity, with the field that would gain most', () => {
  const nameless = { ...ada, hasName: false, email: { present: false, valid: false }, consentEmail: null };
  expect(find({ ...weekly(1), identity: nameless }, 'DATA_QUALITY')).toMatchObject({
    severity: 'LOW',
    message: expect.stringMatching(/^The profile stands at \d+ of 100, below 70; most would be gained by an e-mail address\.$/),
  });
});

test('the most severe come first', () => {
  const order = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'];
  const severities = alerts({ ...weekly(40), feedback: { entries: [feedbackOn(today - 5, 1)] }, population: venue }).map(
    ({ severity }) => order.indexOf(severity),
  );
  expect(severities.length).toBeGreaterThan(3);
  expect(severities).toEqual(severities.toSorted((a, b) => a - b));
});
