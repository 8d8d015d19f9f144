import { describe, expect, test } from 'vitest';
import { defaultScoring } from '../../server/engine/config.ts';
import { textOf } from '../support/deployed.ts';

/** The cells of the rows of a page's tables by the first one, without its code marks. */
function rowsOf(page: string): ReadonlyMap<string, readonly string[]> {
  const rows = [...page.matchAll(/^\| (.+) \|$/gm)].map(([, row = '']) => row.split(' | '));
  return new Map(rows.map(([first = '', ...cells]) => [first, cells]));
}

const amount = (cell: string | undefined): number => Number((cell ?? '').replaceAll(',', '').split(' ')[0]);

const page = textOf('docs/capacity.md');
const said = rowsOf(page);
const measured = rowsOf(/<!-- size -->[\s\S]*<!-- \/size -->/.exec(textOf('docs/benchmarks.md'))?.[0] ?? '');
const figure = (name: string) => amount(measured.get(name)?.[0]);
const assumed = (name: string) => amount(said.get(name)?.[0]);

const visits = figure('visits: rows');
const tablesPerVisit = ['visits', 'visit_items', 'loyalty_transactions', 'guest_blocks'];
const tablesPerGuest = [
  'customers',
  'customer_keys',
  'current_scores',
  'loyalty_accounts',
  'feedback',
  'campaign_sends',
  'interventions',
];
const sum = (tables: readonly string[]) => tables.reduce((total, table) => total + figure(`${table}: with its indexes`), 0);
const historyRow = figure('score_history: with its indexes') / figure('score_history: rows');

/** What a column of the page says, and what the figures make of its guests and visits. */
function expected(guests: number, visitsEach: number): Readonly<Record<string, number>> {
  const data = guests * (sum(tablesPerGuest) + (visitsEach * sum(tablesPerVisit)) / visits);
  const history = guests * 365 * assumed('rows of history per guest and night') * historyRow;
  const worker = guests * (assumed('worker, per guest') + visitsEach * assumed('worker, per visit'));
  const database = guests * visitsEach * assumed('PostgreSQL, per visit');
  const inHours = (milliseconds: number) => milliseconds / 3_600_000;
  return {
    'data, GB': data / 1e9,
    'history, GB a year': history / 1e9,
    'run: workers, core hours': inHours(worker),
    'run: PostgreSQL, core hours': inHours(database),
    'cores of PostgreSQL for a run of 4 h': inHours(database) / 4 / assumed('share of a core that is used'),
    'cores of workers for a run of 4 h': inHours(worker) / 4 / assumed('share of a core that is used'),
    'week’s facts in memory, GB':
      (Math.min(guests, assumed('guests that the week’s facts are made of, at most')) *
        assumed('bytes of each in memory, with what is made of them')) /
      1e9,
  };
}

describe('the arithmetic of docs/capacity.md', () => {
  const guests = said.get('guests')?.map(amount) ?? [];
  const each = said.get('visits of each')?.map(amount) ?? [];

  test('goes to 100 million guests with 10 billion visits', () => {
    expect(guests.at(-1)).toBe(100_000_000);
    expect((guests.at(-1) ?? 0) * (each.at(-1) ?? 0)).toBe(10_000_000_000);
  });

  test.each(Object.keys(expected(1, 1)))('%s follows from the measured bytes and what is assumed', (name) => {
    for (const [column, count] of guests.entries()) {
      const right = expected(count, each[column] ?? 0)[name] ?? Number.NaN;
      const written = amount(said.get(name)?.[column]);
      expect(Math.abs(written / right - 1), `${count} guests: ${written} instead of ${right}`).toBeLessThan(0.06);
    }
  });

  test('the facts of a week are made of as many guests as the program takes', () => {
    expect(assumed('guests that the week’s facts are made of, at most')).toBe(defaultScoring.base.mostGuests);
  });

  test('counts every table that was measured', () => {
    const ofTable = ': with its indexes';
    const tables = [...measured.keys()].filter((name) => name.endsWith(ofTable)).map((name) => name.slice(0, -ofTable.length));
    expect(tables.sort()).toEqual([...tablesPerVisit, ...tablesPerGuest, 'score_history'].sort());
  });

  test('its bytes are the measured ones', () => {
    expect(amount(said.get('per visit, with items and loyalty')?.[0])).toBeCloseTo(sum(tablesPerVisit) / visits, -1);
    expect(amount(said.get('per guest, beside visits')?.[0])).toBeCloseTo(sum(tablesPerGuest), -1);
    expect(amount(said.get('per row of history')?.[0])).toBeCloseTo(historyRow, 0);
  });
});
