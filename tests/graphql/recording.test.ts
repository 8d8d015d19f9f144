import { describe, expect, test } from 'vitest';
import { analyst, manager, narrowManager, now, openRestaurant } from './restaurant.ts';

const restaurant = await openRestaurant({ guests: 15 });
const upsert = `mutation ($rows: [CustomerInput!]!, $key: String) {
  upsertCustomers(customers: $rows, idempotencyKey: $key) { inserted updated unchanged errors { index field message } } }`;
const visits = `mutation ($rows: [VisitInput!]!, $key: String) {
  recordVisits(visits: $rows, idempotencyKey: $key) { inserted updated unchanged errors { index field message } } }`;
const guest = `query ($id: ID!) { customer(id: $id) { name email phone birthDate segment createdAt consentEmail consentSms
  visits(first: 100) { totalCount nodes { id visitedAt businessDay total { amount } gross { amount } partySize itemCount } }
  healthScore { healthScore asOf dataPoints lastCalculated } } }`;
const counts = (inserted: number, updated: number, unchanged: number) => ({ inserted, updated, unchanged, errors: [] });

describe('customers', () => {
  test('are created, changed and kept; null clears, absence keeps', async () => {
    const ada = {
      id: 'M1',
      name: 'Ada',
      email: 'Ada@Example.com',
      phone: '+49 30 1',
      birthDate: '1980-02-29',
      segment: 'VIP',
      consentEmail: true,
    };
    expect(await restaurant.data(upsert, { rows: [ada, { id: 'M2', createdAt: '2020-05-01T10:00:00+02:00' }] })).toEqual({
      upsertCustomers: counts(2, 0, 0),
    });
    expect(await restaurant.data(upsert, { rows: [ada, { id: 'M2' }] })).toEqual({ upsertCustomers: counts(0, 0, 2) });
    expect(await restaurant.data(upsert, { rows: [{ id: 'M1', email: null, consentSms: false }] })).toEqual({
      upsertCustomers: counts(0, 1, 0),
    });
    expect(await restaurant.data(guest, { id: 'M1' })).toMatchObject({
      customer: {
        name: 'Ada',
        email: null,
        phone: '+49 30 1',
        birthDate: '1980-02-29',
        segment: 'VIP',
        consentEmail: true,
        consentSms: false,
      },
    });
    const consents = `{ customer(id: "M1") { consentHistory { channel given recordedAt } } }`;
    expect(await restaurant.data(consents)).toEqual({
      customer: {
        consentHistory: [
          { channel: 'EMAIL', given: true, recordedAt: new Date(now).toISOString() },
          { channel: 'SMS', given: false, recordedAt: new Date(now).toISOString() },
        ],
      },
    });
    expect(await restaurant.data(guest, { id: 'M2' })).toMatchObject({
      customer: { name: null, createdAt: '2020-05-01T08:00:00.000Z' },
    });
  });
});

describe('visits', () => {
  test('are recorded, and the guest is scored again before the answer', async () => {
    const before = await restaurant.data<{ customer: { healthScore: { dataPoints: number } } }>(guest, { id: 'G06' });
    const row = {
      customerId: 'G06',
      visitId: 'V1',
      visitedAt: '2026-03-02T10:30:00+01:00',
      total: '12.50',
      gross: '15',
      partySize: 2,
      itemCount: 2.5,
    };
    expect(await restaurant.data(visits, { rows: [row] })).toEqual({ recordVisits: counts(1, 0, 0) });
    const after = await restaurant.data<typeof before>(guest, { id: 'G06' });
    expect(after).toMatchObject({
      customer: {
        visits: {
          nodes: expect.arrayContaining([
            {
              id: 'V1',
              visitedAt: '2026-03-02T09:30:00.000Z',
              businessDay: '2026-03-02',
              total: { amount: '12.50' },
              gross: { amount: '15.00' },
              partySize: 2,
              itemCount: 2.5,
            },
          ]),
        },
        healthScore: { asOf: new Date(now).toISOString(), lastCalculated: new Date(now).toISOString() },
      },
    });
    expect(after.customer.healthScore.dataPoints).toBe(before.customer.healthScore.dataPoints + 1);
    expect(await restaurant.data(visits, { rows: [row] })).toEqual({ recordVisits: counts(0, 0, 1) });
  });

  test('that are wrong are told one by one; the others are recorded', async () => {
    const rows = [
      { customerId: 'nobody', visitedAt: '2026-03-01T10:00:00Z' },
      { customerId: 'G02', visitId: 'V2', visitedAt: '2026-03-01T10:00:00Z' },
      { customerId: 'G02', visitId: 'V3', visitedAt: '2026-03-03T10:00:00Z' },
      { customerId: 'G02', visitId: 'V4', visitedAt: '2026-03-01T10:00:00Z', total: '-1' },
      { customerId: 'G02', visitId: 'V5', visitedAt: '2026-03-01T10:00:00Z', total: '1.234' },
      { customerId: 'G02', visitId: 'V6', visitedAt: '2026-03-01T10:00:00Z', partySize: 0 },
    ];
    const { recordVisits } = await restaurant.data<{
      recordVisits: { inserted: number; errors: readonly { index: number; field: string; message: string }[] };
    }>(visits, { rows });
    expect(recordVisits.inserted).toBe(1);
    expect(recordVisits.errors.map(({ index, field }) => [index, field])).toEqual([
      [0, 'customerId'],
      [2, 'visitedAt'],
      [3, 'total'],
      [4, 'total'],
      [5, 'partySize'],
    ]);
    for (const { message } of recordVisits.errors) expect(message.length).toBeGreaterThan(10);
  });

  test('beyond a thousand are too many for one request', async () => {
    const rows = Array.from({ length: 1001 }, () => ({ customerId: 'G01', visitedAt: '2026-03-01T10:00:00Z' }));
    const { errors } = await restaurant.ask(visits, { rows });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BATCH_TOO_LARGE', limit: 1000, got: 1001 });
    const customers = Array.from({ length: 1000 }, (_, index) => ({ id: `B${index}` }));
    expect(await restaurant.data(upsert, { rows: customers })).toEqual({ upsertCustomers: counts(1000, 0, 0) });
  });

  test('whose guests cannot be scored are recorded all the same', async () => {
    const failing = await openRestaurant({ db: restaurant.db });
    await restaurant.db.kysely.deleteFrom('population_facts').execute();
    expect(
      await failing.data(visits, { rows: [{ customerId: 'G03', visitId: 'V7', visitedAt: '2026-03-01T10:00:00Z' }] }),
    ).toEqual({ recordVisits: counts(1, 0, 0) });
  });
});

describe('feedback, loyalty transactions and campaign sends', () => {
  const counted = 'inserted updated unchanged errors { index field message }';
  const feedback = `mutation ($rows: [FeedbackInput!]!, $key: String) {
    recordFeedback(feedback: $rows, idempotencyKey: $key) { ${counted} } }`;
  const transactions = `mutation ($rows: [LoyaltyTransactionInput!]!, $key: String) {
    recordLoyaltyTransactions(transactions: $rows, idempotencyKey: $key) { ${counted} } }`;
  const sends = `mutation ($rows: [CampaignSendInput!]!, $key: String) {
    recordCampaignSends(sends: $rows, idempotencyKey: $key) { ${counted} } }`;
  const kinds = [
    {
      name: 'recordFeedback',
      query: feedback,
      row: {
        feedbackId: 'N1',
        at: '2026-02-28T19:00:00+01:00',
        source: 'survey',
        nps: 9,
        rating: 4.5,
        sentiment: -0.25,
        comment: 'Loud',
      },
      wrong: [
        [{ nps: 11 }, 'nps'],
        [{ rating: 0.5 }, 'rating'],
        [{ sentiment: 1.5 }, 'sentiment'],
        [{ at: '2026-03-02T12:00:01Z' }, 'at'],
      ],
    },
    {
      name: 'recordLoyaltyTransactions',
      query: transactions,
      row: { transactionId: 'T1', at: '2026-02-28T19:00:00Z', kind: 'earn', points: 12.5, tier: 'GOLD' },
      wrong: [
        [{ points: -1 }, 'points'],
        [{ points: 1.234 }, 'points'],
        [{ at: '2027-01-01T00:00:00Z' }, 'at'],
      ],
    },
    {
      name: 'recordCampaignSends',
      query: sends,
      row: { campaignId: 'SPRING', channel: 'email', sentAt: '2026-02-27T08:00:00Z' },
      wrong: [
        [{ sentAt: '2027-01-01T00:00:00Z' }, 'sentAt'],
        [{ openedAt: '2027-01-01T00:00:00Z' }, 'openedAt'],
        [{ campaignId: ' ' }, 'campaignId'],
      ],
    },
  ] as const;

  for (const { name, query, row, wrong } of kinds) {
    test(`${name}: the same again changes nothing, and a repeated key answers the first answer`, async () => {
      const rows = [{ customerId: 'G01', ...row }];
      expect(await restaurant.data(query, { rows, key: name })).toEqual({ [name]: counts(1, 0, 0) });
      expect(await restaurant.data(query, { rows })).toEqual({ [name]: counts(0, 0, 1) });
      expect(await restaurant.data(query, { rows, key: name })).toEqual({ [name]: counts(1, 0, 0) });
      expect(await restaurant.codes(query, { rows: [], key: name })).toEqual(['CONFLICT']);
    });

    test(`${name}: wrong rows are told one by one and the others recorded`, async () => {
      const rows = [
        { ...row, customerId: 'nobody' },
        ...wrong.map(([change]) => ({ ...row, customerId: 'G02', ...change })),
        { ...row, customerId: 'G02' },
      ];
      const answer = await restaurant.data<
        Readonly<Record<string, { inserted: number; errors: readonly { index: number; field: string; message: string }[] }>>
      >(query, { rows });
      expect(answer[name]?.inserted).toBe(1);
      expect(answer[name]?.errors.map(({ index, field }) => [index, field])).toEqual([
        [0, 'customerId'],
        ...wrong.map(([, field], index) => [index + 1, field]),
      ]);
    });

    test(`${name}: at most a thousand, only in reach, and not for who may not record`, async () => {
      const many = Array.from({ length: 1001 }, () => ({ ...row, customerId: 'G03' }));
      expect(await restaurant.codes(query, { rows: many })).toEqual(['BATCH_TOO_LARGE']);
      const rows = ['G04', 'G98', 'G03'].map((customerId) => ({ ...row, customerId }));
      const answer = await restaurant.data<
        Readonly<Record<string, { inserted: number; errors: readonly { index: number; message: string }[] }>>
      >(query, { rows }, narrowManager('G03'));
      expect(answer[name]?.inserted).toBe(1);
      const [foreign, missing] = answer[name]?.errors ?? [];
      expect(foreign).toEqual({ ...missing, index: 0 });
      expect(await restaurant.codes(query, { rows: [] }, analyst)).toEqual(['FORBIDDEN']);
    });

    test(`${name}: the guest is scored again before the answer`, async () => {
      const rows = [{ ...row, customerId: 'G05' }];
      expect(await restaurant.data(query, { rows })).toEqual({ [name]: counts(1, 0, 0) });
      expect(await restaurant.data(guest, { id: 'G05' })).toMatchObject({
        customer: { healthScore: { asOf: new Date(now).toISOString(), lastCalculated: new Date(now).toISOString() } },
      });
    });
  }

  test('keep what was said', async () => {
    const query = `{ customer(id: "G01") { feedback(first: 10) { nodes { id at source nps rating sentiment comment } } } }`;
    expect(await restaurant.data(query)).toMatchObject({
      customer: {
        feedback: {
          nodes: expect.arrayContaining([
            {
              id: 'N1',
              at: '2026-02-28T18:00:00.000Z',
              source: 'SURVEY',
              nps: 9,
              rating: 4.5,
              sentiment: -0.25,
              comment: 'Loud',
            },
          ]),
        },
      },
    });
  });

  test('a later delivery, opening and click are added to the send that is on record', async () => {
    const sent = { customerId: 'G07', campaignId: 'SPRING', channel: 'EMAIL', sentAt: '2026-02-27T08:00:00Z' };
    const kept = () =>
      restaurant.db.kysely
        .selectFrom('campaign_sends')
        .select(['sent_at', 'delivered_at', 'opened_at', 'clicked_at', 'replied_at'])
        .where('customer_id', '=', 'G07')
        .execute();
    expect(await restaurant.data(sends, { rows: [sent] })).toEqual({ recordCampaignSends: counts(1, 0, 0) });
    const delivered = { ...sent, deliveredAt: '2026-02-27T08:00:05Z' };
    expect(await restaurant.data(sends, { rows: [delivered] })).toEqual({ recordCampaignSends: counts(0, 1, 0) });
    // The same instant written in another zone is the same send.
    const clicked = {
      ...sent,
      sentAt: '2026-02-27T09:00:00+01:00',
      openedAt: '2026-02-27T10:00:00Z',
      clickedAt: '2026-02-27T10:01:00Z',
    };
    expect(await restaurant.data(sends, { rows: [clicked] })).toEqual({ recordCampaignSends: counts(0, 1, 0) });
    expect(await kept()).toEqual([
      {
        sent_at: new Date('2026-02-27T08:00:00Z'),
        delivered_at: new Date('2026-02-27T08:00:05Z'),
        opened_at: new Date('2026-02-27T10:00:00Z'),
        clicked_at: new Date('2026-02-27T10:01:00Z'),
        replied_at: null,
      },
    ]);
    expect(await restaurant.data(sends, { rows: [sent] })).toEqual({ recordCampaignSends: counts(0, 0, 1) });
  });
});

describe('an idempotency key', () => {
  test('makes a repeated request answer the first answer and do nothing', async () => {
    const rows = [{ customerId: 'G04', visitedAt: '2026-02-20T10:00:00Z', total: '9.00' }];
    const first = await restaurant.data(visits, { rows, key: 'k1' });
    expect(first).toEqual({ recordVisits: counts(1, 0, 0) });
    expect(await restaurant.data(visits, { rows, key: 'k1' })).toEqual(first);
    expect(await restaurant.data(visits, { rows, key: 'k2' })).toEqual({ recordVisits: counts(0, 0, 1) });
  });

  test('with another request is a conflict, with another caller it is another key', async () => {
    const rows = [{ id: 'I1', name: 'First' }];
    expect(await restaurant.codes(upsert, { rows, key: 'k3' })).toEqual([]);
    expect(await restaurant.codes(upsert, { rows: [{ id: 'I1', name: 'Second' }], key: 'k3' })).toEqual(['CONFLICT']);
    expect(await restaurant.codes(visits, { rows: [], key: 'k3' })).toEqual(['CONFLICT']);
    expect(await restaurant.codes(upsert, { rows: [{ id: 'I1', name: 'Second' }], key: 'k3' }, manager)).toEqual([]);
  });

  test('has 1 to 255 characters', async () => {
    expect(await restaurant.codes(upsert, { rows: [], key: '' })).toEqual(['BAD_USER_INPUT']);
    expect(await restaurant.codes(upsert, { rows: [], key: 'x'.repeat(256) })).toEqual(['BAD_USER_INPUT']);
    expect(await restaurant.codes(upsert, { rows: [], key: 'ü'.repeat(255) })).toEqual([]);
  });
});

describe('reach', () => {
  test('refuses foreign and unknown customers with the same words and records the others', async () => {
    const viewer = narrowManager('G01', 'M9');
    const rows = ['G02', 'G98', 'G01'].map((customerId, index) => ({
      customerId,
      visitId: `R${index}`,
      visitedAt: '2026-02-01T10:00:00Z',
    }));
    const { recordVisits } = await restaurant.data<{
      recordVisits: { inserted: number; errors: readonly { index: number; message: string; field: string }[] };
    }>(visits, { rows }, viewer);
    expect(recordVisits.inserted).toBe(1);
    const [foreign, missing] = recordVisits.errors;
    expect(foreign).toEqual({ ...missing, index: 0 });
    expect(
      await restaurant.data(
        upsert,
        {
          rows: [
            { id: 'M9', name: 'Mine' },
            { id: 'G02', name: 'Stolen' },
          ],
        },
        viewer,
      ),
    ).toMatchObject({
      upsertCustomers: { inserted: 1, errors: [{ index: 1, field: 'id' }] },
    });
    expect(JSON.stringify(await restaurant.data(guest, { id: 'G02' }))).not.toContain('Stolen');
  });
});

test('the consent histories of a page of guests are one statement', async () => {
  const query = 'query ($first: Int) { customers(first: $first) { nodes { id consentHistory { channel } } } }';
  const few = await restaurant.statementsOf(query, { first: 2 });
  expect(await restaurant.statementsOf(query, { first: 10 })).toEqual(few);
  expect(few).toHaveLength(2);
});
