import {
  amountFields,
  type Channel,
  type Condition,
  type Filter,
  FilterFault,
  moneyFields,
  type NumberField,
  pointFields,
  type Reference,
  shareFields,
  type TextField,
} from './filter.ts';

/** Bounds of one filter, so that answering it stays cheap. */
const deepestNesting = 5;
const mostConditions = 30;
const mostValues = 100;
const mostIds = 1_000;
const longestText = 320; // an e-mail address

type Given<Value> = Value | null | undefined;

interface RangeInput<Bound> {
  readonly min?: Given<Bound>;
  readonly max?: Given<Bound>;
}

type PlainField = (typeof pointFields | typeof shareFields | typeof amountFields)[number];
type MoneyField = (typeof moneyFields)[number];

/** Lists of which a guest's value is one, by their name in a filter. */
const lists = {
  healthLevels: ['healthLevel'],
  churnRisks: ['churnRisk'],
  engagementRisks: ['engagementRisk'],
  valueRisks: ['valueRisk'],
  completenessLevels: ['completenessLevel'],
  confidences: ['confidence'],
  rfmGroups: ['rfmGroup'],
  crmSegments: ['crmSegment'],
  segments: ['crmSegment', 'rfmGroup'],
  cities: ['city'],
  countries: ['country'],
  languages: ['language'],
  preferredChannels: ['preferredChannel'],
  lifeStages: ['lifeStage'],
  loyaltyTiers: ['loyaltyTier'],
} as const satisfies Readonly<Record<string, readonly TextField[]>>;

type ListName = keyof typeof lists;

/** A filter as it is sent; what is absent or null asks nothing. */
export interface FilterInput
  extends Readonly<
    Partial<
      Record<PlainField, Given<RangeInput<number>>> &
        Record<MoneyField, Given<RangeInput<string>>> &
        Record<ListName, Given<readonly string[]>>
    >
  > {
  readonly and?: Given<readonly FilterInput[]>;
  readonly or?: Given<readonly FilterInput[]>;
  readonly not?: Given<FilterInput>;
  readonly minHealthScore?: Given<number>;
  readonly maxHealthScore?: Given<number>;
  readonly hasScore?: Given<boolean>;
  readonly loyaltyMember?: Given<boolean>;
  readonly consents?: Given<readonly { readonly channel: Channel; readonly given?: Given<boolean> }[]>;
  readonly reachableBy?: Given<readonly Channel[]>;
  /** Milliseconds since 1970. */
  readonly createdSince?: Given<number>;
  readonly createdBefore?: Given<number>;
  readonly visitedLocations?: Given<readonly string[]>;
  readonly nameContains?: Given<string>;
  readonly contact?: Given<string>;
  readonly inSegments?: Given<readonly string[]>;
  readonly ids?: Given<readonly string[]>;
}

/**
 * The filter that an input asks for: all of its conditions must hold.
 * @param minorPerMajor minor units of the currency in one of it.
 * @throws FilterFault
 */
export function parseFilter(input: FilterInput, minorPerMajor: number): Filter {
  return new Parsing(minorPerMajor).filter(input, 'filter', 0);
}

type Leaf = Condition | Reference;

class Parsing {
  #conditions = 0;
  readonly #minorPerMajor: number;

  constructor(minorPerMajor: number) {
    this.#minorPerMajor = minorPerMajor;
  }

  filter(input: FilterInput, path: string, depth: number): Filter {
    if (depth > deepestNesting) {
      throw new FilterFault(
        `${path}: expected and, or and not at most ${deepestNesting} deep, got ${depth}; save a part as a segment and name it in inSegments`,
      );
    }
    const own = this.#leaves(input, path);
    const nested = (name: 'and' | 'or'): Filter[] => {
      const parts = input[name];
      if (parts === null || parts === undefined) return [];
      if (name === 'or' && parts.length === 0)
        throw new FilterFault(`${path}.or: expected one filter at least, got none; leave it out`);
      return [{ kind: name, of: parts.map((part, index) => this.filter(part, `${path}.${name}[${index}]`, depth + 1)) }];
    };
    const of = [...own, ...nested('and'), ...nested('or'), ...this.#not(input, path, depth)];
    return of.length === 1 && of[0] !== undefined ? of[0] : { kind: 'and', of };
  }

  #not({ not }: FilterInput, path: string, depth: number): Filter[] {
    if (not === null || not === undefined) return [];
    const of = this.filter(not, `${path}.not`, depth + 1);
    if (of.kind === 'and' && of.of.length === 0)
      throw new FilterFault(`${path}.not: expected a condition, got an empty filter; leave it out, or say what must not hold`);
    return [{ kind: 'not', of }];
  }

  #leaves(input: FilterInput, path: string): Filter[] {
    const leaves = [...this.#ranges(input, path), ...scoreBounds(input, path), ...oneOfs(input, path), ...others(input, path)];
    this.#conditions += leaves.length;
    if (this.#conditions > mostConditions) {
      throw new FilterFault(
        `${path}: expected at most ${mostConditions} conditions in a filter, got more; save a part as a segment and name it in inSegments`,
      );
    }
    return leaves;
  }

  #ranges(input: FilterInput, path: string): Leaf[] {
    const plain = [
      ...pointFields.map((field) => range(field, input[field], 100, `${path}.${field}`)),
      ...shareFields.map((field) => range(field, input[field], 1, `${path}.${field}`)),
      ...amountFields.map((field) => range(field, input[field], Number.MAX_SAFE_INTEGER, `${path}.${field}`)),
    ];
    const money = moneyFields.map((field) => {
      const given = input[field];
      const minor = (bound: 'min' | 'max') => this.#minor(given?.[bound], `${path}.${field}.${bound}`);
      const bounds = given === null || given === undefined ? given : { min: minor('min'), max: minor('max') };
      return range(field, bounds, Number.MAX_SAFE_INTEGER, `${path}.${field}`);
    });
    return [...plain, ...money].flat();
  }

  #minor(amount: Given<string>, path: string): number | null {
    if (amount === null || amount === undefined) return null;
    const minor = Number(amount) * this.#minorPerMajor;
    if (Number.isFinite(minor) && Math.abs(minor - Math.round(minor)) < 1e-6 && Math.abs(minor) < 1e15) return Math.round(minor);
    throw new FilterFault(`${path} must be an amount with the decimals of the currency, got "${amount.slice(0, 40)}"; round it`);
  }
}

function range(field: NumberField, given: Given<RangeInput<number>>, most: number, path: string): Leaf[] {
  if (given === null || given === undefined) return [];
  const { min = null, max = null } = given;
  if (min === null && max === null) throw new FilterFault(`${path} must have a min, a max or both, got neither; leave it out`);
  for (const [name, bound] of [
    ['min', min],
    ['max', max],
  ] as const) {
    if (bound === null || (bound >= 0 && bound <= most)) continue;
    const allowed = most === Number.MAX_SAFE_INTEGER ? '0 or more' : `from 0 to ${most}`;
    throw new FilterFault(`${path}.${name} must be ${allowed}, got ${bound}`);
  }
  if (min !== null && max !== null && min > max)
    throw new FilterFault(`${path} must have a min up to its max, got ${min} and ${max}; swap them`);
  return [{ kind: 'range', field, min, max }];
}

function scoreBounds({ minHealthScore = null, maxHealthScore = null }: FilterInput, path: string): Leaf[] {
  const bounds = { minHealthScore, maxHealthScore };
  for (const [name, score] of Object.entries(bounds)) {
    if (score !== null && (score < 0 || score > 100))
      throw new FilterFault(`${path}.${name} must be from 0 to 100, got ${score}`);
  }
  if (minHealthScore === null && maxHealthScore === null) return [];
  return [{ kind: 'range', field: 'healthScore', min: minHealthScore, max: maxHealthScore }];
}

function oneOfs(input: FilterInput, path: string): Filter[] {
  return (Object.keys(lists) as ListName[]).flatMap((name): Filter[] => {
    const values = listOf(input[name], `${path}.${name}`);
    if (values === null) return [];
    const of = lists[name].map((field) => ({ kind: 'oneOf', field, values }) as const);
    return of.length === 1 ? of : [{ kind: 'or', of }];
  });
}

function listOf<Value extends string>(values: Given<readonly Value[]>, path: string, most = mostValues): readonly Value[] | null {
  if (values === null || values === undefined) return null;
  if (values.length > most) throw new FilterFault(`${path} may name at most ${most}, got ${values.length}`);
  return values;
}

function textOf(text: Given<string>, path: string): string | null {
  if (text === null || text === undefined) return null;
  if (text.trim() === '' || text.length > longestText)
    throw new FilterFault(
      `${path} must have 1 to ${longestText} characters, got ${text.trim() === '' ? 0 : text.length}; leave it out`,
    );
  return text.trim();
}

function others(input: FilterInput, path: string): Leaf[] {
  const { hasScore, loyaltyMember, consents, createdSince = null, createdBefore = null } = input;
  const channels = listOf(input.reachableBy, `${path}.reachableBy`);
  const locations = listOf(input.visitedLocations, `${path}.visitedLocations`);
  const part = textOf(input.nameContains, `${path}.nameContains`);
  const contact = textOf(input.contact, `${path}.contact`);
  const segments = listOf(input.inSegments, `${path}.inSegments`);
  const ids = listOf(input.ids, `${path}.ids`, mostIds);
  const given = <Value>(value: Given<Value>, leaf: (value: Value) => Leaf): Leaf[] =>
    value === null || value === undefined ? [] : [leaf(value)];
  return [
    ...given(hasScore, (value) => ({ kind: 'flag', field: 'hasScore', value })),
    ...given(loyaltyMember, (value) => ({ kind: 'flag', field: 'loyaltyMember', value })),
    ...(consents ?? []).map((consent): Leaf => ({ kind: 'consent', channel: consent.channel, given: consent.given ?? null })),
    ...given(channels, (value) => ({ kind: 'reachable', channels: value })),
    ...(createdSince === null && createdBefore === null
      ? []
      : [{ kind: 'created', since: createdSince, before: createdBefore } as const]),
    ...given(locations, (value) => ({ kind: 'visitedAt', locations: value })),
    ...given(part, (value) => ({ kind: 'name', part: value })),
    ...given(contact, (text) => ({ kind: 'contact', text })),
    ...given(segments, (value) => ({ kind: 'inSegments', ids: value })),
    ...given(ids, (value) => ({ kind: 'customers', ids: [...new Set(value)] })),
  ];
}
