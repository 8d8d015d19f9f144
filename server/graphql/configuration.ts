import { mayReach } from '../access/viewer.ts';
import {
  changedSettings,
  configuredScoring,
  type SavedSettings,
  settingProblems,
  settingValue,
} from '../engine/configuration.ts';
import { scoringSettings } from '../engine/configuration-settings.ts';
import { previewScoring } from '../facts/scoring-preview.ts';
import {
  ConfigurationOvertaken,
  readConfiguration,
  readConfigurations,
  type SavedConfiguration,
  writeConfiguration,
} from '../store/configurations.ts';
import type { Context } from './context.ts';
import { badInput, refusal } from './errors.ts';
import type { ScoringConfig, ScoringSettingInput } from './types.generated.ts';

const longestNote = 500;

/** What a version says, under the names of the schema. Null: version 1, of which nothing is stored. */
function shown({ serving }: Context, saved: SavedConfiguration | null): ScoringConfig {
  const { defaults } = serving.scoring;
  const version = saved?.version ?? 1;
  const config = configuredScoring(defaults, saved?.settings ?? {}, version);
  return {
    version,
    configVersion: config.version,
    note: saved?.note ?? null,
    savedAt: saved?.savedAt ?? null,
    savedBy: saved?.savedByName ?? saved?.savedBy ?? null,
    settings: scoringSettings.map((setting) => ({
      ...setting,
      value: settingValue(config, setting.name),
      default: settingValue(defaults, setting.name),
    })),
  };
}

export async function scoringConfigNow(context: Context): Promise<ScoringConfig> {
  const [newest] = await readConfigurations(context.db, 1);
  return shown(context, newest ?? null);
}

/** @throws GraphQLError BAD_USER_INPUT */
export async function scoringConfigVersions(context: Context, first: number): Promise<ScoringConfig[]> {
  if (first < 1 || first > 100) throw badInput(`first must be a number from 1 to 100, got ${first}; ask for fewer versions`);
  const saved = await readConfigurations(context.db, first);
  return [...saved, ...(saved.length < first ? [null] : [])].map((version) => shown(context, version));
}

/** @throws GraphQLError BAD_USER_INPUT with all that is wrong. */
function checkedSettings(context: Context, present: SavedSettings, inputs: readonly ScoringSettingInput[]): SavedSettings {
  const names = inputs.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw badInput(`expected each setting once, got ${twice} twice; send one value for it`);
  const settings = changedSettings(
    present,
    inputs.map(({ name, value }) => ({ name, value: value ?? null })),
  );
  const problems = settingProblems(context.serving.scoring.defaults, settings);
  if (problems.length > 0) throw badInput(problems.join('\n'));
  return settings;
}

export async function previewOf(context: Context, inputs: readonly ScoringSettingInput[]) {
  const { serving, db, viewer, now } = context;
  const { config, weeks, settings: present, saved } = await serving.scoring.newest();
  const settings = checkedSettings(context, present, inputs);
  const { backTest, largestMovers, ...moves } = await previewScoring(db, {
    config,
    weeks,
    calendar: serving.calendar,
    asOf: now,
    previewed: configuredScoring(serving.scoring.defaults, settings, saved),
    mayName: (customerId) => mayReach(viewer, customerId),
  });
  return {
    asOf: now,
    ...moves,
    largestMovers: await Promise.all(
      largestMovers.map(async ({ customerId, ...move }) => ({
        ...move,
        customer: await context.loaders.guests.load(customerId),
      })),
    ),
    presentBackTest: backTest?.present ?? null,
    previewedBackTest: backTest?.previewed ?? null,
  };
}

/** @throws GraphQLError BAD_USER_INPUT, CONFLICT */
export async function saveConfiguration(
  context: Context,
  inputs: readonly ScoringSettingInput[],
  note: string | null | undefined,
  basedOn: number | null | undefined,
): Promise<ScoringConfig> {
  const newest = await newestOf(context);
  const version = newest?.version ?? 1;
  if (typeof basedOn === 'number' && basedOn !== version) throw overtaken(version);
  const settings = checkedSettings(context, newest?.settings ?? {}, inputs);
  return await saveNext(context, newest, settings, note);
}

/** @throws GraphQLError BAD_USER_INPUT, CONFLICT */
export async function restoreConfiguration(
  context: Context,
  version: number,
  note: string | null | undefined,
): Promise<ScoringConfig> {
  const wanted = version === 1 ? { settings: {} } : await readConfiguration(context.db, version);
  if (wanted === null) {
    throw badInput(`version must be one that was saved, got ${version}; scoringConfigVersions lists them`);
  }
  const problems = settingProblems(context.serving.scoring.defaults, wanted.settings);
  if (problems.length > 0) throw badInput(problems.join('\n')); // the environment's defaults have moved since
  return await saveNext(context, await newestOf(context), wanted.settings, note);
}

async function newestOf({ db }: Context): Promise<SavedConfiguration | null> {
  return (await readConfigurations(db, 1))[0] ?? null;
}

async function saveNext(
  context: Context,
  newest: SavedConfiguration | null,
  settings: SavedSettings,
  note: string | null | undefined,
): Promise<ScoringConfig> {
  const { db, viewer, now, serving } = context;
  if ((note?.length ?? 0) > longestNote) {
    throw badInput(`note must have at most ${longestNote} characters, got ${note?.length}; shorten it`);
  }
  if (JSON.stringify(settings) === JSON.stringify(sorted(newest?.settings ?? {}))) return shown(context, newest);
  const saved = { savedAt: now, savedBy: viewer.principal, savedByName: viewer.name };
  const next = { version: (newest?.version ?? 1) + 1, settings, note: note ?? null, ...saved };
  try {
    await writeConfiguration(db, next);
  } catch (error) {
    if (error instanceof ConfigurationOvertaken) throw overtaken(next.version);
    throw error;
  }
  await serving.scoring.newest();
  await serving.rescoreAll(now);
  return shown(context, next);
}

/** Names in order, as `changedSettings` answers them; what is stored forgets the order. */
function sorted(settings: SavedSettings): SavedSettings {
  return changedSettings(settings, []);
}

function overtaken(version: number) {
  return refusal(
    'CONFLICT',
    `Version ${version} of the settings was saved meanwhile; look at it with scoringConfig and save again`,
  );
}
