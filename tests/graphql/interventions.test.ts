import { beforeAll, describe, expect, test } from 'vitest';
import { armOf } from '../../server/engine/interventions/arms.ts';
import { recordRows } from '../../server/ingest/record.ts';
import { admin, analyst, guestId, manager, narrowManager, now, openRestaurant, partner, type Restaurant } from './restaurant.ts';

const dayMs = 86_400_000;
const day = (before: number) => new Date(now - before * dayMs).toISOString();

let restaurant: Restaurant;

async function keep(table: 'customers' | 'visits' | 'interventions', rows: readonly Record<string, string>[]): Promise<void> {
  const context = { now, timeZone: 'Europe/Berlin', dayStartMinutes: 240, currency: 'EUR', createCustomers: false };
  const { errors } = await recordRows(restaurant.db, context, table, rows);
  expect(errors).toEqual([]);
}

const tried = Array.from({ length: 250 }, (_, index) => `X${String(index).padStart(3, '0')}`);
const isHeld = (id: string) => armOf(id, 'our-idea', 0.2) === 'CONTROL';
/** Treated guests come back three times of four, the others once of four. */
const comesBack = (id: string) => Number(id.slice(1)) % 4 < (isHeld(id) ? 1 : 3);

/** Forty days ago: everybody was there twice before; who comes back does so 10 days later and leaves 20.00. */
async function experiment(): Promise<void> {
  await keep(
    'customers',
    tried.map((customer_id) => ({ customer_id, created_at: '2025-01-01T00:00:00Z' })),
  );
  const visit = (customer_id: string, before: number) => ({
    customer_id,
    visit_id: `${customer_id}-${before}`,
    visited_at: day(before),
    location_id: 'MITTE',
    total: '20.00',
  });
  await keep(
    'visits',
    tried.flatMap((id) => [visit(id, 90), visit(id, 60), ...(comesBack(id) ? [visit(id, 30)] : [])]),
  );
  await keep(
    'interventions',
    tried.map((customer_id) => ({
      customer_id,
      intervention_id: 'I1',
      action: 'Our-Idea',
      at: day(40),
      arm: isHeld(customer_id) ? 'CONTROL' : 'TREATMENT',
      ...(isHeld(customer_id) ? {} : { cost: '2.00' }),
    })),
  );
}

beforeAll(async () => {
  restaurant = await openRestaurant({ guests: 40 });
  await experiment();
});

const reportOf = (args: string, fields: string) => `{ interventionReport${args} { ${fields} } }`;
const effectFields = `action title verdict headline treated control pending contaminated insufficientData { reason have need }
  visits { difference low high unadjusted control qValue } returned { difference low high } spend { difference { amount } }
  netGain { value { amount } } roi { value low high } sampleSize { have need } ratio { controlShare mismatch } series { day visits spend { amount } }`;

interface Report {
  readonly interventionReport: {
    readonly actions: readonly Record<string, unknown>[];
    readonly total: Record<string, unknown>;
  };
}

const report = async (args: string, fields: string, viewer = admin) =>
  (await restaurant.data<Report>(reportOf(args, fields), {}, viewer)).interventionReport;

describe('the report', () => {
  test('finds the planted difference, whichever way the action is written', async () => {
    const held = tried.filter(isHeld);
    const treated = tried.filter((id) => !isHeld(id));
    const share = (ids: readonly string[]) => ids.filter(comesBack).length / ids.length;
    const lift = share(treated) - share(held);
    const { actions } = await report('(smallestEffect: 0.3, action: "OUR-IDEA")', `actions { ${effectFields} }`);
    expect(actions).toHaveLength(1);
    const effect = actions[0] as {
      visits: { unadjusted: number; difference: number };
      roi: { value: number };
      series: { day: number; visits: number }[];
    };
    expect(effect).toMatchObject({
      action: 'our-idea',
      title: null,
      verdict: 'PAID',
      treated: treated.length,
      control: held.length,
      pending: 0,
      contaminated: 0,
      insufficientData: null,
      ratio: { mismatch: false },
    });
    expect(effect.visits.unadjusted).toBeCloseTo(lift, 9);
    expect(effect.visits.difference).toBeCloseTo(lift, 9); // everybody had the same before
    expect(effect.roi.value).toBeCloseTo((lift * 20 * 0.65 - 2) / 2, 6);
    expect(effect.series).toMatchObject([{ day: 10 }]);
    expect(effect.series[0]?.visits).toBeCloseTo(lift, 9);
  });

  test('says how many guests are needed where there are too few', async () => {
    const { actions, total } = await report('', `actions { ${effectFields} } total { actions insufficientData { reason } }`);
    expect(actions[0]).toMatchObject({ verdict: 'TOO_LITTLE', visits: null, insufficientData: { reason: 'TOO_FEW_GUESTS' } });
    expect(total).toMatchObject({ actions: 0, insufficientData: { reason: 'TOO_FEW_GUESTS' } });
  });

  test('as of an instant is what would have been answered then: windows that were open are pending', async () => {
    const asOf = day(12);
    const fields = 'actions { treated control pending }';
    const { actions } = await report(`(asOf: "${asOf}")`, fields);
    expect(actions).toEqual([{ treated: 0, control: 0, pending: 250 }]);
    expect((await report(`(asOf: "${day(50)}")`, fields)).actions).toEqual([]);
    expect(
      (await report(`(windowDays: 20, asOf: "${asOf}", smallestEffect: 0.3)`, effectFieldsOf('visits { unadjusted }'))).actions,
    ).toEqual((await report(`(windowDays: 20, smallestEffect: 0.3)`, effectFieldsOf('visits { unadjusted }'))).actions);
  });

  test('does not change by what happens after its instant', async () => {
    const args = `(asOf: "${day(5)}", smallestEffect: 0.3)`;
    const before = await report(args, `actions { ${effectFields} }`);
    const visit = { customer_id: 'X000', visit_id: 'late', visited_at: day(2), location_id: 'MITTE', total: '900.00' };
    await keep('visits', [visit]);
    await keep('interventions', [
      { customer_id: 'X001', intervention_id: 'late', action: 'our-idea', at: day(1), arm: 'TREATMENT' },
    ]);
    expect(await report(args, `actions { ${effectFields} }`)).toEqual(before);
  });

  test('counts guests held back who got it all the same', async () => {
    const held = tried.find(isHeld) ?? '';
    await keep('interventions', [
      { customer_id: held, intervention_id: 'C1', action: 'mixed-up', at: day(40), arm: 'CONTROL' },
      { customer_id: held, intervention_id: 'C2', action: 'mixed-up', at: day(35), arm: 'TREATMENT' },
    ]);
    const { actions } = await report('(action: "mixed-up")', 'actions { treated control contaminated }');
    expect(actions).toEqual([{ treated: 0, control: 1, contaminated: 1 }]);
  });

  test('is about the guests of a filter and of the reach', async () => {
    const fields = 'actions { action treated control }';
    const { actions } = await report('(filter: { ids: ["X000", "X001", "X002"] }, action: "our-idea")', fields);
    expect(actions).toMatchObject([{ action: 'our-idea' }]);
    const few = await report('(action: "our-idea")', fields, narrowManager('X000', 'X001', 'X002', 'X003', 'X004', 'X005'));
    expect(few.actions.map(({ treated, control }) => Number(treated) + Number(control))).toEqual([6]);
  });

  test('withholds a handful of guests from who may not see contact data', async () => {
    const fields = 'actions { treated control insufficientData { reason } }';
    const masked = await report('(action: "mixed-up")', fields, analyst);
    expect(masked.actions).toEqual([{ treated: 0, control: 0, insufficientData: { reason: 'TOO_SMALL_GROUP' } }]);
    expect((await report('(action: "our-idea")', fields, partner('X000', 'X001'))).actions).toMatchObject([
      { insufficientData: { reason: 'TOO_SMALL_GROUP' } },
    ]);
  });

  test('refuses what makes no sense', async () => {
    for (const args of ['(windowDays: 0)', '(smallestEffect: 0)', `(from: "${day(1)}", to: "${day(2)}")`, '(action: " ")'])
      expect(await restaurant.codes(reportOf(args, 'windowDays'))).toEqual(['BAD_USER_INPUT']);
  });
});

function effectFieldsOf(fields: string): string {
  return `actions { ${fields} }`;
}

const record = (input: string, key = '') =>
  `mutation { recordIntervention(intervention: ${input}${key}) { proceed intervention { id customerId action arm at cost { amount } } errors { field message } } }`;

interface Recorded {
  readonly recordIntervention: {
    readonly proceed: boolean | null;
    readonly intervention: Readonly<Record<string, unknown>> | null;
    readonly errors: readonly unknown[];
  };
}

describe('recording', () => {
  const ask = async (text: string, viewer = manager) => (await restaurant.data<Recorded>(text, {}, viewer)).recordIntervention;

  test('answers the arm that is fixed for the guest, and once a day', async () => {
    for (const index of [1, 2, 3, 4, 5, 6]) {
      const arm = armOf(guestId(index), 'last-hello', 0.2);
      const first = await ask(record(`{ customerId: "${guestId(index)}", action: "Last-Hello" }`));
      expect(first).toMatchObject({ proceed: arm === 'TREATMENT', errors: [], intervention: { arm, action: 'last-hello' } });
      expect(first.intervention?.cost).toEqual(arm === 'TREATMENT' ? { amount: '0.05' } : null);
      expect(await ask(record(`{ customerId: "${guestId(index)}", action: "last-hello" }`))).toEqual(first);
    }
    const { interventions } = await restaurant.data<{ interventions: { totalCount: number } }>(
      '{ interventions(first: 1, filter: { action: "LAST-HELLO" }) { totalCount } }',
    );
    expect(interventions.totalCount).toBe(6);
  });

  test('repeats its answer for an idempotency key, and refuses the key for something else', async () => {
    const key = ', idempotencyKey: "k1"';
    const input = `{ customerId: "${guestId(8)}", action: "our-walk", interventionId: "W1" }`;
    const first = await ask(record(input, key));
    expect(await ask(record(input, key))).toEqual(first);
    expect(await restaurant.codes(record(`{ customerId: "${guestId(9)}", action: "our-walk" }`, key), {}, manager)).toEqual([
      'CONFLICT',
    ]);
  });

  test('takes an arm that was fixed elsewhere, and keeps it', async () => {
    const input = (more: string) => `{ customerId: "${guestId(10)}", action: "our-walk", interventionId: "W2"${more} }`;
    expect(await ask(record(input(', arm: CONTROL')))).toMatchObject({ proceed: false, intervention: { arm: 'CONTROL' } });
    expect(await ask(record(input('')))).toMatchObject({ proceed: false, intervention: { arm: 'CONTROL' } });
  });

  test('says what is wrong, and tells nothing of customers out of reach', async () => {
    const unknown = await ask(record('{ customerId: "nobody", action: "our-walk" }'));
    expect(unknown).toMatchObject({ proceed: null, intervention: null, errors: [{ field: 'customerId' }] });
    const foreign = await ask(record(`{ customerId: "${guestId(1)}", action: "last-hello" }`), narrowManager(guestId(2)));
    expect(foreign).toMatchObject({ proceed: null, intervention: null, errors: [{ field: 'customerId' }] });
    const future = await ask(record(`{ customerId: "${guestId(1)}", action: "x", at: "2030-01-01T00:00:00Z" }`));
    expect(future).toMatchObject({ proceed: null, errors: [{ field: 'at' }] });
    expect(await restaurant.codes(record('{ customerId: "G01", action: "" }'), {}, manager)).toEqual(['BAD_USER_INPUT']);
    expect(await restaurant.codes(record('{ customerId: "G01", action: "x" }'), {}, analyst)).toEqual(['FORBIDDEN']);
  });
});

interface Plan {
  readonly planInterventions: {
    readonly treated: number;
    readonly control: number;
    readonly resting: number;
    readonly unfit: number;
    readonly recorded: boolean;
    readonly interventions: readonly { readonly customerId: string; readonly arm: string }[];
  };
}

const planFields =
  'action considered unknown resting unfit treated control recorded guestsPerArm guestsNeeded interventions { customerId arm interventionId }';

describe('planning', () => {
  const plan = async (args: string) =>
    (await restaurant.data<Plan>(`mutation { planInterventions(${args}) { ${planFields} } }`, {}, manager)).planInterventions;

  test('a dry run records nothing, the plan records both arms once', async () => {
    const ids = tried.slice(0, 60);
    const args = `action: "autumn", customerIds: ${JSON.stringify([...ids, 'nobody'])}`;
    const dry = await plan(`${args}, dryRun: true`);
    expect(dry).toMatchObject({ action: 'autumn', considered: 60, unknown: 1, resting: 0, unfit: 0, recorded: false });
    expect(dry.interventions.map(({ customerId, arm }) => [customerId, arm])).toEqual(
      ids.map((id) => [id, armOf(id, 'autumn', 0.2)]),
    );
    const real = await plan(args);
    expect(real).toEqual({ ...dry, recorded: true });
    expect(await plan(args)).toMatchObject({ treated: real.treated, control: real.control, resting: 0 });
    const { interventions } = await restaurant.data<{ interventions: { totalCount: number } }>(
      '{ interventions(first: 1, filter: { action: "autumn" }) { totalCount } }',
    );
    expect(interventions.totalCount).toBe(60);
  });

  test('an action of the catalogue goes to whom it fits, by what is suggested for them', async () => {
    const done = await plan('action: "invite-to-loyalty", filter: { ids: ["X000", "G00", "G01", "G02"] }, dryRun: true');
    expect(done.treated + done.control + done.unfit + done.resting).toBe(4);
  });

  test('who had it lately, in either arm, is left out', async () => {
    const held = tried.find(isHeld) ?? '';
    expect(await plan(`action: "our-idea", customerIds: ["${held}"], dryRun: true`)).toMatchObject({
      resting: 1,
      treated: 0,
      control: 0,
    });
  });

  test('asks for one way to say whom', async () => {
    const codes = (args: string) =>
      restaurant.codes(`mutation { planInterventions(action: "a"${args}) { treated } }`, {}, manager);
    expect(await codes('')).toEqual(['BAD_USER_INPUT']);
    expect(await codes(', customerIds: [], filter: {}')).toEqual(['BAD_USER_INPUT']);
    const many = JSON.stringify(Array.from({ length: 501 }, (_, index) => `C${index}`));
    expect(await codes(`, customerIds: ${many}`)).toEqual(['BATCH_TOO_LARGE']);
  });
});

describe('the ledger', () => {
  test('is walked page by page, newest first, and outcomes come from the visits', async () => {
    interface Page {
      readonly interventions: {
        readonly totalCount: number;
        readonly nodes: readonly {
          readonly id: string;
          readonly at: string;
          readonly customerId: string;
          readonly outcome: unknown;
        }[];
        readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
      };
    }
    const query = `query ($after: String) { interventions(first: 90, after: $after, filter: { action: "our-idea", to: "${day(30)}" }) {
      totalCount nodes { id at customerId arm outcome { complete visits spend { amount } } } pageInfo { hasNextPage endCursor } } }`;
    const seen: string[] = [];
    let after: string | null = null;
    for (let page = 0; page < 3; page += 1) {
      const { interventions }: Page = await restaurant.data<Page>(query, { after });
      expect(interventions.totalCount).toBe(250);
      seen.push(...interventions.nodes.map(({ customerId }) => customerId));
      for (const { customerId, outcome } of interventions.nodes.slice(0, 3))
        expect(outcome).toMatchObject({
          complete: true,
          visits: comesBack(customerId) ? 1 : 0,
          spend: { amount: comesBack(customerId) ? '20.00' : '0.00' },
        });
      after = interventions.pageInfo.endCursor;
    }
    expect([...seen].sort()).toEqual(tried);
  });

  test('of many guests takes one statement', async () => {
    const query = (first: number) =>
      `{ customers(first: ${first}) { nodes { interventions(first: 2) { nodes { id action } } } } }`;
    expect((await restaurant.statementsOf(query(30))).length).toBe((await restaurant.statementsOf(query(2))).length);
  });

  test('a reach sees its own', async () => {
    const list = '{ interventions(first: 100) { nodes { customerId customer { id } } } }';
    const { interventions } = await restaurant.data<{ interventions: { nodes: { customerId: string }[] } }>(
      list,
      {},
      partner('X000'),
    );
    expect(new Set(interventions.nodes.map(({ customerId }) => customerId))).toEqual(new Set(['X000']));
  });
});
