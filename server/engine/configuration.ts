/**
 * What an installation may set of the scoring, with bounds and units. None of it enters a component, a percentile or a fit: a change
 * moves scores, levels, alerts and suggestions, and the distribution of the scores, nothing else.
 */
import { defaultScoring, type ScoringConfig } from './config.ts';
import { type Setting, scoringSettings } from './configuration-settings.ts';
import { joinedVersion } from './configuration-version.ts';

/** Values by name, such as `weights.visitFrequency`; what is not in it has its default. */
export type SavedSettings = Readonly<Record<string, number>>;

/** Numbers this near are the same sum. */
const tolerance = 1e-9;

const byName: ReadonlyMap<string, Setting> = new Map(scoringSettings.map((setting) => [setting.name, setting]));

/** The value of a setting in a configuration. */
export function settingValue(config: ScoringConfig, name: string): number {
  let found: unknown = config;
  for (const part of name.split('.')) found = (found as Readonly<Record<string, unknown>>)[part];
  return found as number;
}

function withValue(object: Readonly<Record<string, unknown>>, path: readonly string[], value: number): Record<string, unknown> {
  const [part = '', ...rest] = path;
  const inner = object[part] as Readonly<Record<string, unknown>>;
  return { ...object, [part]: rest.length === 0 ? value : withValue(inner, rest, value) };
}

/** What becomes of present settings with changes: null takes one back to its default, what is left out stays. */
export function changedSettings(
  present: SavedSettings,
  changes: readonly { readonly name: string; readonly value: number | null }[],
): SavedSettings {
  const settings = new Map(Object.entries(present));
  for (const { name, value } of changes) {
    if (value === null) settings.delete(name);
    else settings.set(name, value);
  }
  return Object.fromEntries([...settings].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * The scoring of an installation: defaults, then what was saved. Names that this program does not know are left alone: another version
 * of it saved them.
 * @param defaults with the settings of the environment.
 * @param saved version of these settings; 1: none was saved.
 */
export function configuredScoring(defaults: ScoringConfig, settings: SavedSettings, saved: number): ScoringConfig {
  let config: Readonly<Record<string, unknown>> = defaults;
  for (const [name, value] of Object.entries(settings)) {
    if (byName.has(name)) config = withValue(config, name.split('.'), value);
  }
  const version = joinedVersion({ method: defaultScoring.version, saved, fitsModels: defaults.fitsModels });
  return { ...(config as unknown as ScoringConfig), version };
}

function valueProblem({ name, minimum, maximum, whole, unit }: Setting, value: number): string | null {
  const fits = Number.isFinite(value) && value >= minimum && value <= maximum && (!whole || Number.isInteger(value));
  if (fits) return null;
  const kind = whole ? 'a whole number' : 'a number';
  return `${name}: expected ${kind} from ${minimum} to ${maximum} (${unit}), got ${value}; choose one within`;
}

/** Settings of which each must be above the one before. */
const ascending: readonly (readonly string[])[] = [
  ['risk.lowBelow', 'risk.highFrom'],
  ['relationship.developingFrom', 'relationship.strongFrom', 'relationship.exceptionalFrom'],
  ['completeness.goodFrom', 'completeness.excellentFrom', 'completeness.completeFrom'],
  ['alerts.churnMedium', 'alerts.churnHigh'],
];

/** Beginnings of names of weights that add up to 100. */
const sharesOfHundred = ['weights.', 'relationship.weights.', 'completeness.measures.'];

function togetherProblems(config: ScoringConfig): string[] {
  const sums = sharesOfHundred.flatMap((beginning) => {
    const total = scoringSettings
      .filter(({ name }) => name.startsWith(beginning))
      .reduce((sum, { name }) => sum + settingValue(config, name), 0);
    return Math.abs(total - 100) < tolerance
      ? []
      : [`${beginning}*: expected weights that add up to 100, got ${total}; change them together`];
  });
  const orders = ascending.flatMap((names) => {
    const values = names.map((name) => settingValue(config, name));
    return values.every((value, index) => index === 0 || value > (values[index - 1] ?? value))
      ? []
      : [`${names.join(' < ')}: expected each above the one before, got ${values.join(', ')}; change them together`];
  });
  return [...sums, ...orders];
}

/** What is wrong with settings: one message each, saying what was expected, what came and what to do. Empty: they may be used. */
export function settingProblems(defaults: ScoringConfig, settings: SavedSettings): string[] {
  const single = Object.entries(settings).flatMap(([name, value]) => {
    const setting = byName.get(name);
    if (setting === undefined) return [`expected the name of a setting, got "${name}"; scoringConfig lists them all`];
    return valueProblem(setting, value) ?? [];
  });
  return single.length > 0 ? single : togetherProblems(configuredScoring(defaults, settings, 1));
}
