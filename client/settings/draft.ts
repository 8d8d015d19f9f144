/** A setting as the server describes it. */
export interface Setting {
  readonly name: string;
  readonly group: string;
  readonly meaning: string;
  readonly value: number;
  readonly default: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly whole: boolean;
  readonly unit: string;
}

/** New values by name; what is absent stays. NaN: what was typed is no number. */
export type Draft = ReadonlyMap<string, number>;

/** What a draft says of a setting: its new value, else the present one. */
export function valueIn(draft: Draft, { name, value }: Setting): number {
  return draft.get(name) ?? value;
}

/** A draft with one more change; a change back to the present value is none. */
export function withValue(draft: Draft, setting: Setting, value: number): Draft {
  const next = new Map(draft);
  if (value === setting.value) next.delete(setting.name);
  else next.set(setting.name, value);
  return next;
}

/** Settings whose new value is no number or beyond its bounds. */
export function outOfBounds(settings: readonly Setting[], draft: Draft): readonly string[] {
  return settings
    .filter((setting) => {
      const value = valueIn(draft, setting);
      return !(value >= setting.minimum && value <= setting.maximum);
    })
    .map(({ name }) => name);
}

/** Weights that add up to 100, by what their names begin with. */
export interface WeightSum {
  readonly beginning: string;
  readonly total: number;
  readonly isRight: boolean;
}

const tolerance = 0.005;

/** The name of a weight without its last part; null: it is no weight. */
export function weightsOf({ name, unit }: Pick<Setting, 'name' | 'unit'>): string | null {
  return unit === 'points of 100' ? name.slice(0, name.lastIndexOf('.')) : null;
}

/** What the weights of each family add up to. */
export function weightSums(settings: readonly Setting[], draft: Draft): readonly WeightSum[] {
  const totals = new Map<string, number>();
  for (const setting of settings) {
    const family = weightsOf(setting);
    if (family !== null) totals.set(family, (totals.get(family) ?? 0) + valueIn(draft, setting));
  }
  return [...totals].map(([beginning, sum]) => {
    const total = Math.round(sum * 100) / 100;
    return { beginning, total, isRight: Math.abs(total - 100) < tolerance };
  });
}

/** Whether a draft touches a weight: then it has to be confirmed in writing. */
export function touchesWeights(settings: readonly Setting[], draft: Draft): boolean {
  return settings.some((setting) => weightsOf(setting) !== null && draft.has(setting.name));
}

/** As the API takes it. A value that is the default is sent as null, so that the default may change later. */
export function settingInput(settings: readonly Setting[], draft: Draft): readonly { name: string; value: number | null }[] {
  return settings.flatMap((setting) => {
    const value = draft.get(setting.name);
    return value === undefined ? [] : [{ name: setting.name, value: value === setting.default ? null : value }];
  });
}

/** Settings that differ between two versions. */
export function differences(
  settings: readonly Setting[],
  before: readonly Pick<Setting, 'name' | 'value'>[],
): readonly { readonly setting: Setting; readonly was: number }[] {
  const old = new Map(before.map(({ name, value }) => [name, value]));
  return settings.flatMap((setting) => {
    const was = old.get(setting.name);
    return was === undefined || was === setting.value ? [] : [{ setting, was }];
  });
}
