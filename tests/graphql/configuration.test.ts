import { describe, expect, test } from 'vitest';
import { defaultScoring } from '../../server/engine/config.ts';
import { openCurrentScoring } from '../../server/jobs/current-scoring.ts';
import { admin, analyst, guestId, manager, narrowManager, now, openRestaurant, partner } from './restaurant.ts';

const save = `mutation ($settings: [ScoringSettingInput!]!, $note: String, $basedOn: Int) {
  saveScoringConfig(settings: $settings, note: $note, basedOn: $basedOn) { version configVersion note savedAt savedBy } }`;
const preview = `query ($settings: [ScoringSettingInput!]!) { previewScoringConfig(settings: $settings) {
  asOf sampledGuests movedGuests meanChange levels { from to guests } largestMovers { customer { id } before after change }
  presentBackTest { auc brier } previewedBackTest { auc brier } } }`;
const scores = `{ customerHealthScores(customerIds: ["G00", "G01", "G05", "G11", "G25", "G35"]) {
  customerId exactScore healthScore configVersion components { ${['visitFrequency', 'spendingBehavior', 'loyaltyEngagement', 'feedbackSentiment', 'communicationResponse', 'recencyFactor'].map((name) => `${name} { score weight contribution }`).join(' ')} } } }`;
const onlyRecency = [
  { name: 'weights.visitFrequency', value: 5 },
  { name: 'weights.recencyFactor', value: 90 },
  { name: 'weights.spendingBehavior', value: 5 },
  { name: 'weights.loyaltyEngagement', value: 0 },
  { name: 'weights.feedbackSentiment', value: 0 },
  { name: 'weights.communicationResponse', value: 0 },
];

interface Scores {
  readonly customerHealthScores: readonly {
    readonly customerId: string;
    readonly exactScore: number | null;
    readonly configVersion: number;
    readonly components: Readonly<Record<string, { readonly weight: number; readonly contribution: number | null }>>;
  }[];
}

interface Preview {
  readonly previewScoringConfig: {
    readonly sampledGuests: number;
    readonly movedGuests: number;
    readonly meanChange: number;
    readonly levels: readonly { readonly from: string | null; readonly to: string | null; readonly guests: number }[];
    readonly largestMovers: readonly {
      readonly customer: { readonly id: string };
      readonly before: number;
      readonly after: number;
    }[];
  };
}

describe('scoringConfig', () => {
  test('is version 1 until something is saved, with defaults and bounds for a settings page', async () => {
    const restaurant = await openRestaurant({ guests: 12, score: false });
    const { scoringConfig } = await restaurant.data<{ scoringConfig: { settings: { name: string }[] } }>(
      '{ scoringConfig { version configVersion savedAt savedBy note settings { name group value default minimum maximum whole unit meaning } } }',
      {},
      analyst,
    );
    expect(scoringConfig).toMatchObject({ version: 1, configVersion: defaultScoring.version, savedAt: null, savedBy: null });
    expect(scoringConfig.settings.find(({ name }) => name === 'trendDays')).toEqual({
      name: 'trendDays',
      group: 'HEALTH_SCORE',
      value: 30,
      default: 30,
      minimum: 1,
      maximum: 365,
      whole: true,
      unit: 'days',
      meaning: 'Days between the two instants of a trend.',
    });
  });

  test('is read by whoever reads the venue, and saved by administrators alone', async () => {
    const restaurant = await openRestaurant({ guests: 12, score: false });
    expect(await restaurant.codes('{ scoringConfig { version } }', {}, partner('G01'))).toEqual(['FORBIDDEN']);
    expect(await restaurant.codes(preview, { settings: [] }, partner('G01'))).toEqual(['FORBIDDEN']);
    expect(await restaurant.codes(save, { settings: [] }, manager)).toEqual(['FORBIDDEN']);
    expect(await restaurant.codes('mutation { restoreScoringConfig(version: 1) { version } }', {}, manager)).toEqual([
      'FORBIDDEN',
    ]);
  });
});

describe('saving', async () => {
  const restaurant = await openRestaurant({ cacheSeconds: 3_600 });

  test('refuses what is wrong with all that is wrong, and saves nothing', async () => {
    const { errors } = await restaurant.ask(save, {
      settings: [
        { name: 'weights.recencyFactor', value: 30 },
        { name: 'x', value: 1 },
      ],
    });
    expect(errors?.[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
    expect(errors?.[0]?.message).toContain('got "x"');
    expect(
      await restaurant.codes(save, {
        settings: [
          { name: 'trendDays', value: 3 },
          { name: 'trendDays', value: 4 },
        ],
      }),
    ).toEqual(['BAD_USER_INPUT']);
    expect(await restaurant.codes(save, { settings: [], note: 'x'.repeat(501) })).toEqual(['BAD_USER_INPUT']);
    expect(await restaurant.data('{ scoringConfigVersions { version } }')).toEqual({ scoringConfigVersions: [{ version: 1 }] });
  });

  test('changes answers and stored scores at once; every snapshot keeps its version, and contributions add up', async () => {
    const before = await restaurant.data<Scores>(scores);
    expect(await restaurant.data(save, { settings: onlyRecency, note: 'Recency is what counts here' })).toEqual({
      saveScoringConfig: {
        version: 2,
        configVersion: defaultScoring.version + 1_000,
        note: 'Recency is what counts here',
        savedAt: new Date(now).toISOString(),
        savedBy: admin.name,
      },
    });
    const after = await restaurant.data<Scores>(scores);
    expect(after).not.toEqual(before);
    for (const { configVersion, exactScore, components } of after.customerHealthScores) {
      expect(configVersion).toBe(defaultScoring.version + 1_000);
      const parts = Object.values(components).map(({ contribution }) => contribution ?? 0);
      if (exactScore !== null) expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(exactScore, 9);
      expect(components.recencyFactor?.weight).toBe(90);
    }
    const stored = await restaurant.db.run<{ customer_id: string; exact_score: number | null; config_version: number }>(
      'stored',
      'select customer_id, exact_score, config_version from current_scores',
      [],
    );
    expect(new Set(stored.map((row) => row.config_version))).toEqual(new Set([defaultScoring.version + 1_000]));
    for (const { customerId, exactScore } of after.customerHealthScores)
      expect(stored.find((row) => row.customer_id === customerId)?.exact_score ?? null).toBe(exactScore);
  });

  test('of nothing new saves nothing; on an overtaken version it is a CONFLICT', async () => {
    expect(await restaurant.data(save, { settings: onlyRecency.slice(0, 2) })).toMatchObject({
      saveScoringConfig: { version: 2 },
    });
    expect(await restaurant.codes(save, { settings: [], basedOn: 1 })).toEqual(['CONFLICT']);
  });

  test('restoring the first version gives the scores of the first version, byte for byte', async () => {
    const fresh = await openRestaurant();
    const restored = 'mutation { restoreScoringConfig(version: 1, note: "back") { version settings { name value default } } }';
    const { restoreScoringConfig } = await restaurant.data<{
      restoreScoringConfig: { version: number; settings: { value: number; default: number }[] };
    }>(restored);
    expect(restoreScoringConfig.version).toBe(3);
    for (const setting of restoreScoringConfig.settings) expect(setting.value).toBe(setting.default);
    const asFirst = (text: string) =>
      text.replaceAll(`"configVersion":${2_000 + defaultScoring.version}`, `"configVersion":${defaultScoring.version}`);
    expect(asFirst(JSON.stringify(await restaurant.data(scores)))).toBe(JSON.stringify(await fresh.data(scores)));
    expect(await restaurant.data('{ scoringConfigVersions(first: 2) { version note } }')).toEqual({
      scoringConfigVersions: [
        { version: 3, note: 'back' },
        { version: 2, note: 'Recency is what counts here' },
      ],
    });
    expect(await restaurant.codes('mutation { restoreScoringConfig(version: 99) { version } }')).toEqual(['BAD_USER_INPUT']);
    expect(await restaurant.codes('{ scoringConfigVersions(first: 0) { version } }')).toEqual(['BAD_USER_INPUT']);
  });

  test('is known to other servers within a second, and at once to a run', async () => {
    const calendar = { timeZone: 'Europe/Berlin', dayStartMinutes: 240 };
    const other = openCurrentScoring(defaultScoring, { db: restaurant.db, worker: restaurant.db, calendar, clock: () => now });
    expect((await other.at(now)).saved).toBe(3);
    await restaurant.data(save, { settings: [{ name: 'trendDays', value: 14 }] });
    expect((await other.at(now + 999)).saved).toBe(3);
    expect((await other.at(now + 1_000)).config.trendDays).toBe(14);
    await restaurant.data(save, { settings: [{ name: 'trendDays', value: 15 }] });
    expect((await other.newest()).config.trendDays).toBe(15);
    expect((await other.at(now + 1_001)).config.trendDays).toBe(15);
  });
});

describe('a preview', async () => {
  const restaurant = await openRestaurant();

  test('of no change moves nobody', async () => {
    const { previewScoringConfig } = await restaurant.data<Preview>(preview, { settings: [] }, analyst);
    expect(previewScoringConfig).toMatchObject({ sampledGuests: 40, movedGuests: 0, meanChange: 0, largestMovers: [] });
    for (const { from, to } of previewScoringConfig.levels) expect(from).toBe(to);
  });

  test('tells the scores that saving then gives, and saves nothing itself', async () => {
    const { previewScoringConfig } = await restaurant.data<Preview>(preview, { settings: onlyRecency });
    expect(previewScoringConfig.movedGuests).toBeGreaterThan(0);
    expect(previewScoringConfig.levels.reduce((sum, { guests }) => sum + guests, 0)).toBe(40);
    expect(await restaurant.data('{ scoringConfig { version } }')).toEqual({ scoringConfig: { version: 1 } });
    const exact = 'query ($ids: [ID!]!, $at: DateTime) { customerHealthScores(customerIds: $ids, asOf: $at) { exactScore } }';
    const ids = previewScoringConfig.largestMovers.map(({ customer }) => customer.id);
    const asked = { ids, at: new Date(now).toISOString() };
    const before = previewScoringConfig.largestMovers.map((move) => ({ exactScore: move.before }));
    expect(await restaurant.data(exact, asked)).toEqual({ customerHealthScores: before });
    await restaurant.data(save, { settings: onlyRecency });
    const after = previewScoringConfig.largestMovers.map((move) => ({ exactScore: move.after }));
    expect(await restaurant.data(exact, asked)).toEqual({ customerHealthScores: after });
  });

  test('judges both by who came back since, where enough guests were there', async () => {
    const large = await openRestaurant({ guests: 90, score: false });
    const gone = Array.from({ length: 20 }, (_, index) => ({
      customerId: guestId(80 + (index % 10)), // guests without another visit
      visitedAt: `2025-${index < 10 ? '09' : '10'}-1${index % 10}T18:00:00Z`,
      total: '20.00',
    }));
    const record = 'mutation ($rows: [VisitInput!]!) { recordVisits(visits: $rows) { inserted } }';
    expect(await large.data(record, { rows: gone })).toEqual({ recordVisits: { inserted: 20 } });
    const asked =
      '($settings: [ScoringSettingInput!]!) { previewScoringConfig(settings: $settings) { presentBackTest { auc brier logLoss } previewedBackTest { auc brier logLoss } } }';
    interface Judged {
      readonly previewScoringConfig: Record<
        'presentBackTest' | 'previewedBackTest',
        { readonly auc: number; readonly brier: number }
      >;
    }
    const same = (await large.data<Judged>(`query ${asked}`, { settings: [] })).previewScoringConfig;
    expect(same.presentBackTest.brier).toBeGreaterThan(0);
    expect(same.previewedBackTest).toEqual(same.presentBackTest);
    const other = (await large.data<Judged>(`query ${asked}`, { settings: onlyRecency })).previewScoringConfig;
    expect(other.presentBackTest).toEqual(same.presentBackTest);
    expect(other.previewedBackTest).not.toEqual(same.presentBackTest);
  });

  test('names guests in reach alone, and refuses what could not be saved', async () => {
    const back = onlyRecency.map(({ name }) => ({ name, value: null }));
    const { previewScoringConfig } = await restaurant.data<Preview>(preview, { settings: back }, narrowManager('G01', 'G05'));
    expect(new Set(previewScoringConfig.largestMovers.map(({ customer }) => customer.id))).toEqual(new Set(['G01', 'G05']));
    expect(await restaurant.codes(preview, { settings: [{ name: 'weights.recencyFactor', value: 1 }] })).toEqual([
      'BAD_USER_INPUT',
    ]);
  });
});
