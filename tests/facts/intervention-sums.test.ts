import { beforeAll, expect, test } from 'vitest';
import type { Db } from '../../server/db/open.ts';
import { defaultScoring } from '../../server/engine/config.ts';
import { armOf } from '../../server/engine/interventions/arms.ts';
import { readInterventionSums } from '../../server/facts/intervention-sums.ts';
import { openWeeks } from '../../server/facts/population.ts';
import { recordRows } from '../../server/ingest/record.ts';
import { testDatabase } from '../support/database.ts';

const dayMs = 86_400_000;
const monday = Date.parse('2026-03-02T00:00:00+01:00');
const calendar = { timeZone: 'Europe/Berlin', dayStartMinutes: 240 };
const ingest = { now: monday, ...calendar, currency: 'EUR', createCustomers: true };
const at = (daysBefore: number) => new Date(monday - daysBefore * dayMs + 12 * 3_600_000).toISOString();
const basis = { typicalGapDays: 30, returnShare: 0.5, meanSpendMinor: 2_000 };
const period = { from: 0, to: monday, windowDays: 30, asOf: monday, action: null, whom: null };

let db: Db;

async function record(table: 'visits' | 'interventions', rows: readonly Record<string, string>[]): Promise<void> {
  const { errors } = await recordRows(db, ingest, table, rows);
  expect(errors).toEqual([]);
}

const visit = (customer_id: string, days: number, total: string) => ({
  customer_id,
  visit_id: `V${days}`,
  visited_at: at(days),
  total,
});

beforeAll(async () => {
  db = await testDatabase();
});

test('the sums are those of the guests by hand', async () => {
  await record('visits', [
    // 60 and 90 days before the intervention's day 40; within the window 30.00 and 10.00 on two days; the last one is later.
    ...[
      visit('A', 100, '20.00'),
      visit('A', 70, '20.00'),
      visit('A', 30, '30.00'),
      visit('A', 12, '10.00'),
      visit('A', 5, '99.00'),
    ],
    visit('B', 70, '20.00'),
  ]);
  await record('interventions', [
    { customer_id: 'A', intervention_id: 'I', action: 'by-hand', at: at(40), arm: 'TREATMENT', cost: '1.50' },
    { customer_id: 'A', intervention_id: 'again', action: 'by-hand', at: at(35), arm: 'CONTROL' },
    { customer_id: 'B', intervention_id: 'I', action: 'BY-HAND', at: at(40), arm: 'CONTROL' },
    { customer_id: 'B', intervention_id: 'I2', action: 'open-still', at: at(10), arm: 'CONTROL' },
  ]);
  const [control, treatment, open] = await readInterventionSums(db, period, basis, 3);
  expect(open).toMatchObject({ action: 'open-still', pending: 1, sums: { guests: 0 } });
  expect(treatment).toMatchObject({ action: 'by-hand', arm: 'TREATMENT', pending: 0, contaminated: 0 });
  expect(treatment?.sums).toMatchObject({
    guests: 1,
    visits: { sum: 2, squares: 4 },
    returned: { sum: 1, squares: 1 },
    spend: { sum: 4_000, squares: 16_000_000 },
    cost: { guests: 1, sum: 150, squares: 22_500, withSpend: 600_000 },
  });
  // Two visit days 30 days apart: gap (30 + 3·30)/4 = 30, (1 + 2·½)/3 = ⅔ go on, silent for 30: 30/30·⅔ = ⅔ expected visits.
  expect(treatment?.sums.expectedVisits.sum).toBeCloseTo(2 / 3, 3);
  // Each of (2·2,000 + 3·2,000)/5 = 2,000.
  expect(treatment?.sums.expectedSpend.sum).toBeCloseTo(1_333, -1);
  // One visit: gap 3·30/3 = 30, (0 + 1)/2 = ½ go on.
  expect(control?.sums.expectedVisits.sum).toBeCloseTo(0.5, 3);
  expect(control?.sums).toMatchObject({
    guests: 1,
    visits: { sum: 0 },
    returned: { sum: 0 },
    spend: { sum: 0 },
    cost: { guests: 0 },
  });
});

test("a week's facts know the uplifts of actions whose windows ended before it, and later events change nothing", async () => {
  const ids = Array.from({ length: 250 }, (_, index) => `L${index}`);
  const isHeld = (id: string) => armOf(id, 'personal-hello', defaultScoring.interventions.controlShare) === 'CONTROL';
  const comesBack = (id: string) => Number(id.slice(1)) % 4 < (isHeld(id) ? 1 : 3);
  await record(
    'visits',
    ids.flatMap((id) => [visit(id, 300, '20.00'), ...(comesBack(id) ? [visit(id, 190, '20.00')] : [])]),
  );
  await record(
    'interventions',
    ids.map((customer_id) => ({
      customer_id,
      intervention_id: 'I',
      action: 'personal-hello',
      at: at(200),
      arm: isHeld(customer_id) ? 'CONTROL' : 'TREATMENT',
    })),
  );
  const weeks = () =>
    openWeeks({ db, worker: db, config: { ...defaultScoring, fitsModels: false }, calendar, clock: () => monday });
  const [known] = await weeks().read(['2026-03-02']);
  const [learned, ...others] = known?.actionUplifts ?? [];
  expect(others).toEqual([]);
  expect(learned).toMatchObject({ actionId: 'personal-hello', control: ids.filter(isHeld).length });
  expect(learned?.own).toBeGreaterThan(0.5);
  expect(learned?.value).toBeGreaterThan(0.08);
  const [before] = await weeks().read(['2025-08-18']); // a Monday while all windows were open
  expect(before?.actionUplifts).toEqual([]);
  await recordRows(db, { ...ingest, now: monday + 30 * dayMs }, 'visits', [visit('L1', -3, '50.00')]);
  expect((await weeks().renew('2026-03-02')).actionUplifts).toEqual(known?.actionUplifts);
});
