import fc from 'fast-check';
import { amountFields, type GuestFilter, moneyFields, pointFields, shareFields } from '../../../server/engine/segments/filter.ts';

/** Any filter of guests like those of tests/store/filter-guests.ts. */

const bound = (max: number) =>
  fc.option(
    fc.integer({ min: 0, max: 20 }).map((step) => (step * max) / 20),
    { nil: null },
  );
const range = (fields: readonly string[], max: number) =>
  fc.record({ kind: fc.constant('range'), field: fc.constantFrom(...fields), min: bound(max), max: bound(max) });
const oneOf = (field: string, ...values: readonly string[]) =>
  fc.record({ kind: fc.constant('oneOf'), field: fc.constant(field), values: fc.subarray([...values]) });
const channel = fc.constantFrom('EMAIL', 'SMS', 'PUSH');
const instant = fc.option(
  fc.integer({ min: 0, max: 42 }).map((day) => Date.parse('2024-12-31T00:00:00Z') + day * 86_400_000),
  {
    nil: null,
  },
);

const condition = fc.oneof(
  range(pointFields, 100),
  range(shareFields, 1),
  range(amountFields, 20),
  range(moneyFields, 50_000),
  oneOf('healthLevel', 'POOR', 'FAIR', 'GOOD', 'EXCELLENT'),
  oneOf('churnRisk', 'LOW', 'HIGH'),
  oneOf('engagementRisk', 'LOW'),
  oneOf('valueRisk', 'MEDIUM', 'HIGH'),
  oneOf('completenessLevel', 'BASIC', 'COMPLETE'),
  oneOf('confidence', 'LOW', 'MEDIUM'),
  oneOf('rfmGroup', 'CHAMPION', 'LOYAL'),
  oneOf('crmSegment', 'VIP', 'LOYAL'),
  oneOf('city', 'Berlin', 'berlin'),
  oneOf('country', 'DE'),
  oneOf('language', 'de', 'fr'),
  oneOf('preferredChannel', 'EMAIL'),
  oneOf('lifeStage', 'FAMILY'),
  oneOf('loyaltyTier', 'GOLD', 'SILVER'),
  fc.record({ kind: fc.constant('flag'), field: fc.constantFrom('hasScore', 'loyaltyMember'), value: fc.boolean() }),
  fc.record({ kind: fc.constant('consent'), channel, given: fc.option(fc.boolean(), { nil: null }) }),
  fc.record({ kind: fc.constant('reachable'), channels: fc.subarray(['EMAIL', 'SMS', 'PUSH']) }),
  fc.record({ kind: fc.constant('created'), since: instant, before: instant }),
  fc.record({ kind: fc.constant('visitedAt'), locations: fc.subarray(['L0', 'L1', 'L2', 'elsewhere']) }),
  fc.record({ kind: fc.constant('name'), part: fc.constantFrom('ADA', '%', 'é', '_ 3', '\\', 'zoë') }),
  fc.record({ kind: fc.constant('customers'), ids: fc.subarray(['C00001', 'C00002', 'C00007', 'nobody']) }),
);

export const anyFilter: fc.Arbitrary<GuestFilter> = fc.letrec((tie) => ({
  filter: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    condition,
    fc.record({ kind: fc.constantFrom('and', 'or'), of: fc.array(tie('filter'), { maxLength: 4 }) }),
    fc.record({ kind: fc.constant('not'), of: tie('filter') }),
  ),
})).filter as fc.Arbitrary<GuestFilter>;
