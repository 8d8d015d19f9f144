import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AlertView,
  alertKinds,
  alertSeverities,
  alertSpans,
  alertTabs,
  belongs,
  between,
  conditionsOf,
  filterOf,
  partsOfTime,
  readView,
  toggled,
  writeView,
} from '../../../client/alerts/view.ts';

const now = Date.parse('2026-11-22T12:00:00Z');
const seat = { me: 'Mia', now, until: null };
const all = readView(new URLSearchParams());

const views: fc.Arbitrary<AlertView> = fc.record({
  tab: fc.constantFrom(...alertTabs),
  severities: fc.subarray([...alertSeverities]),
  kinds: fc.subarray([...alertKinds]),
  who: fc.option(fc.string()),
  days: fc.option(fc.constantFrom(...alertSpans)),
  customer: fc.option(fc.string({ minLength: 1 })),
  open: fc.option(fc.string({ minLength: 1 })),
});

describe('a view of alerts in the address', () => {
  test('without anything it is what nobody has taken on', () => {
    expect(filterOf(all, seat)).toEqual({ status: ['OPEN'] });
  });

  test('is read as it was written, whatever else stands there', () => {
    fc.assert(
      fc.property(views, (view) => {
        const query = writeView(new URLSearchParams('asOf=2026-10-01&tab=resolved&kind=DATA_QUALITY'), view);
        expect(readView(new URLSearchParams(query.toString()))).toEqual(view);
        expect(query.get('asOf')).toBe('2026-10-01');
      }),
    );
  });

  test('leaves out what it does not know', () => {
    const view = readView(new URLSearchParams('tab=all&severity=HIGH,URGENT&kind=SHARP_DROP,&days=8'));
    expect(view).toEqual({ ...all, severities: ['HIGH'], kinds: ['SHARP_DROP'] });
  });
});

describe('the conditions of a view', () => {
  test('"last 7 days" begins seven days before now, or before the end of the past day that is looked at', () => {
    const week = { ...all, days: 7 };
    expect(conditionsOf(week, seat)).toEqual({ since: '2026-11-15T12:00:00.000Z' });
    expect(conditionsOf(week, { ...seat, until: '2026-10-08T21:59:59.999Z' })).toEqual({
      since: '2026-10-01T21:59:59.999Z',
      until: '2026-10-08T21:59:59.999Z',
    });
  });

  test('nobody is another condition than anybody', () => {
    expect(conditionsOf({ ...all, who: '' }, seat)).toEqual({ unassigned: true });
    expect(conditionsOf({ ...all, who: 'Ben' }, seat)).toEqual({ assignee: 'Ben' });
    expect(conditionsOf(all, seat)).toEqual({});
  });

  test('mine are those that are not over and mine, whoever else was chosen', () => {
    expect(filterOf({ ...all, tab: 'mine', who: '' }, seat)).toEqual({
      status: ['OPEN', 'ACKNOWLEDGED', 'SNOOZED'],
      unassigned: undefined,
      assignee: 'Mia',
    });
  });
});

describe('an alert that is raised', () => {
  const alert = { customerId: 'G1', kind: 'SHARP_DROP', severity: 'HIGH', status: 'OPEN', assignee: null } as const;

  test('belongs to the open ones, not to the resolved ones, and to mine only when it is mine', () => {
    expect(belongs(alert, all, 'Mia')).toBe(true);
    expect(belongs(alert, { ...all, tab: 'resolved' }, 'Mia')).toBe(false);
    expect(belongs(alert, { ...all, tab: 'mine' }, 'Mia')).toBe(false);
    expect(belongs({ ...alert, assignee: 'Mia' }, { ...all, tab: 'mine' }, 'Mia')).toBe(true);
  });

  test.each([
    [{ severities: ['LOW'] }, false],
    [{ severities: ['HIGH', 'LOW'] }, true],
    [{ kinds: ['BAD_FEEDBACK'] }, false],
    [{ customer: 'G2' }, false],
    [{ customer: 'G1' }, true],
    [{ who: '' }, true],
    [{ who: 'Ben' }, false],
  ] as const)('meets %o: %s', (part, expected) => {
    expect(belongs(alert, { ...all, ...part }, 'Mia')).toBe(expected);
  });
});

test('choosing twice changes nothing', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer()), fc.integer(), (names, name) => {
      expect(new Set(toggled(toggled(names, name), name))).toEqual(new Set(names));
    }),
  );
});

test('a range is the same from either end and holds both', () => {
  expect(between(['a', 'b', 'c', 'd'], 3, 1)).toEqual(['b', 'c', 'd']);
  expect(between(['a', 'b', 'c', 'd'], 1, 3)).toEqual(['b', 'c', 'd']);
  expect(between(['a', 'b'], 1, 1)).toEqual(['b']);
});

test.each([
  [7_800, { days: 0, hours: 2, minutes: 10 }],
  [5, { days: 0, hours: 0, minutes: 1 }],
  [3_600, { days: 0, hours: 1, minutes: 0 }],
  [86_399, { days: 1, hours: 0, minutes: 0 }],
  [100_000, { days: 1, hours: 4, minutes: 0 }],
])('%d seconds are %o', (seconds, expected) => {
  expect(partsOfTime(seconds)).toEqual(expected);
});
