import { getNamedType, isObjectType } from 'graphql';
import { describe, expect, test } from 'vitest';
import { defaultScoring } from '../../server/engine/config.ts';
import { features, featuresNeeded } from '../../server/graphql/features.ts';
import { executableSchema } from '../../server/graphql/schema.ts';
import { scoringConfigOf } from '../../server/jobs/scoring.ts';
import { recordSegmentCounts } from '../../server/jobs/segments.ts';
import { readSettings } from '../../server/settings.ts';
import { now, openRestaurant, settings } from './restaurant.ts';

const calendar = { timeZone: 'Europe/Berlin', dayStartMinutes: 240 };

const restaurant = await openRestaurant();

async function without(feature: (typeof features)[number]) {
  return await openRestaurant({ db: restaurant.db, change: { [`FEATURE_${feature}`]: false } });
}

/** Every `Type.field` that a feature switches off. */
function fieldsOf(feature: (typeof features)[number]): string[] {
  return Object.values(executableSchema().getTypeMap())
    .filter(isObjectType)
    .flatMap((type) =>
      Object.values(type.getFields())
        .filter((field) => featuresNeeded(field).includes(feature))
        .map((field) => `${type.name}.${field.name}`),
    );
}

describe('a feature', () => {
  test('that is on is told to whoever is signed in', async () => {
    expect(await restaurant.data('{ viewer { features } }')).toEqual({ viewer: { features } });
    const off = await without('REAL_TIME_ALERTS');
    const others = features.filter((feature) => feature !== 'REAL_TIME_ALERTS');
    expect(await off.data('{ viewer { features } }')).toEqual({ viewer: { features: others } });
    expect(
      Object.keys(settings)
        .filter((name) => name.startsWith('FEATURE_'))
        .sort(),
    ).toEqual(features.map((feature) => `FEATURE_${feature}`).sort());
  });

  test('is switched off wherever its types are answered, however deep', () => {
    expect(fieldsOf('HEALTH_SCORING')).toEqual(
      expect.arrayContaining([
        'Query.customerHealthScore',
        'Query.customerHealthScores',
        'Query.previewScoringConfig',
        'Customer.healthScore',
      ]),
    );
    expect(fieldsOf('ENHANCED_PROFILES')).toEqual(
      expect.arrayContaining(['Query.enhancedCustomerProfile', 'Query.enhancedCustomerProfiles', 'Customer.enhancedProfile']),
    );
    expect(fieldsOf('PREDICTIVE_ANALYTICS')).toEqual(
      expect.arrayContaining(['Query.modelCard', 'CustomerHealthScore.predictionModels']),
    );
    expect(fieldsOf('BATCH_PROCESSING')).toEqual(
      expect.arrayContaining(['Query.enhancedCustomerProfiles', 'Query.customerHealthScores']),
    );
    const ofAlerts = (name: string) => name.startsWith('HealthAlert');
    const alertTypes = Object.values(executableSchema().getTypeMap()).filter(
      (type) => isObjectType(type) && /^HealthAlert(Connection)?$/.test(type.name),
    );
    const answering = Object.values(executableSchema().getTypeMap())
      .filter(isObjectType)
      .filter((type) => !ofAlerts(type.name)) // reached through the others alone
      .flatMap((type) => Object.values(type.getFields()).map((field) => ({ name: `${type.name}.${field.name}`, field })))
      .filter(({ field }) => alertTypes.some((type) => type.name === getNamedType(field.type).name))
      .map(({ name }) => name);
    expect(fieldsOf('REAL_TIME_ALERTS')).toEqual(expect.arrayContaining(answering));
  });
});

describe('switched off', () => {
  test('health scoring answers FEATURE_DISABLED at the root, nested and in lists, and reads nothing for it', async () => {
    const off = await without('HEALTH_SCORING');
    const nested = '{ customers(first: 3) { nodes { id healthScore { healthScore } } } }';
    expect(await off.codes(nested)).toEqual(['FEATURE_DISABLED', 'FEATURE_DISABLED', 'FEATURE_DISABLED']);
    expect(await off.codes('{ customerHealthScores(customerIds: ["G01"]) { asOf } }')).toEqual(['FEATURE_DISABLED']);
    expect(await off.codes('{ customer(id: "G01") { name enhancedProfile { asOf } } }')).toEqual([]);
    const names: string[] = [];
    restaurant.db.onStatement = (name) => names.push(name);
    await off.ask('{ customerHealthScore(customerId: "G01") { healthScore } }');
    restaurant.db.onStatement = null;
    expect(names.filter((name) => name.startsWith('facts.'))).toEqual([]);
  });

  test('profiles and batches answer FEATURE_DISABLED, and single scores go on', async () => {
    const profiles = await without('ENHANCED_PROFILES');
    expect(await profiles.codes('{ customer(id: "G01") { enhancedProfile { asOf } healthScore { asOf } } }')).toEqual([
      'FEATURE_DISABLED',
    ]);
    const batches = await without('BATCH_PROCESSING');
    expect(await batches.codes('{ enhancedCustomerProfiles(customerIds: ["G01"]) { asOf } }')).toEqual(['FEATURE_DISABLED']);
    expect(await batches.codes('{ enhancedCustomerProfile(customerId: "G01") { asOf } }')).toEqual([]);
  });

  test('predictions fit nothing: scores go by the rhythm, under a version of their own', async () => {
    const defaults = scoringConfigOf(readSettings({ FEATURE_PREDICTIVE_ANALYTICS: 'false' }));
    expect(defaults).toMatchObject({ version: 500 + defaultScoring.version, fitsModels: false });
    const off = await openRestaurant({ guests: 60, defaults, change: { FEATURE_PREDICTIVE_ANALYTICS: false } });
    const on = await openRestaurant({ guests: 60 });
    const score = '{ customerHealthScore(customerId: "G01") { method configVersion healthScore } }';
    expect(await off.data(score)).toMatchObject({
      customerHealthScore: { method: 'RHYTHM', configVersion: 500 + defaultScoring.version },
    });
    expect(await on.data(score)).toMatchObject({
      customerHealthScore: { method: 'CHAMPION', configVersion: defaultScoring.version },
    });
    const [week] = await off.db.run<{ reason: string; origins: number }>(
      'week',
      `select facts->'predictions'->'insufficient'->>'reason' as reason,
        jsonb_array_length(model_card->'backTest'->'origins') as origins from population_facts`,
      [],
    );
    expect(week).toEqual({ reason: 'SWITCHED_OFF', origins: 0 });
    const asked = '{ modelCard { tier } customerHealthScore(customerId: "G01") { healthScore predictionModels { tier } } }';
    expect(await off.codes(asked)).toEqual(['FEATURE_DISABLED', 'FEATURE_DISABLED']);
  });

  test('health scoring leaves lists that need no scores, and refuses filters, orders and segments that do', async () => {
    const save = (name: string, filter: string) =>
      restaurant.data(`mutation { saveSegment(id: "${name}", name: "${name}", filter: ${filter}) { id } }`);
    await save('berlin', '{ cities: ["Berlin"] }');
    await save('weak', '{ healthScore: { max: 100 } }');
    const off = await without('HEALTH_SCORING');
    const list = (args: string) => off.codes(`{ customers(first: 2${args}) { totalCount nodes { id } } }`);
    for (const args of ['', ', orderBy: { field: NAME, direction: DESC }', ', filter: { cities: ["Berlin"] }'])
      expect(await list(args)).toEqual([]);
    for (const args of [
      ', filter: { healthScore: { max: 40 } }',
      ', filter: { not: { or: [{ cities: ["Rome"] }, { hasScore: true }] } }',
      ', filter: { lifetimeValue: { min: "10.00" } }',
      ', filter: { inSegments: ["weak"] }',
      ', orderBy: { field: HEALTH_SCORE }',
      ', orderBy: { field: LAST_VISIT }',
      ', orderBy: { field: LIFETIME_VALUE, direction: DESC }',
    ])
      expect([args, await list(args)]).toEqual([args, ['FEATURE_DISABLED']]);
    expect(await list(', filter: { inSegments: ["berlin"] }')).toEqual([]);
    const answer = await off.ask(
      '{ segments { id count overlap(with: "berlin") { both } } customer(id: "G01") { segments { id } } }',
    );
    expect(answer.data).toEqual({
      segments: [
        { id: 'berlin', count: 40, overlap: { both: 40 } },
        { id: 'weak', count: null, overlap: null },
      ],
      customer: { segments: [{ id: 'berlin' }] },
    });
    expect(answer.errors?.map(({ extensions }) => extensions?.code)).toEqual(['FEATURE_DISABLED', 'FEATURE_DISABLED']);
    expect(await recordSegmentCounts(restaurant.db, now, calendar, false)).toBe(1);
    expect(await recordSegmentCounts(restaurant.db, now, calendar)).toBe(2);
  });
});
