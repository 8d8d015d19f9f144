import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ChangeType, CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema, getNamedType, isEnumType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql';
import { root } from './tools.mjs';

/** The schema of the last release: what other programs were built on. A release copies schema.graphql here. */
export const releasedSchema = 'docs/schema.released.graphql';

/** How long a name stays after it was deprecated, days. */
export const leastNoticeDays = 180;

const dayMs = 86_400_000;
const form = /^(?<what>.{10,}); since (?<since>\d{4}-\d\d-\d\d), removed after (?<after>\d{4}-\d\d-\d\d)$/s;
const removals = new Set([
  ChangeType.FieldRemoved,
  ChangeType.FieldArgumentRemoved,
  ChangeType.InputFieldRemoved,
  ChangeType.EnumValueRemoved,
]);

/** Every name that can be deprecated, as a schema coordinate, with its reason and the type that it answers. */
function namesOf(schema) {
  return Object.values(schema.getTypeMap()).flatMap((type) => {
    if (type.name.startsWith('__')) return [];
    if (isEnumType(type))
      return type
        .getValues()
        .map((value) => ({ path: `${type.name}.${value.name}`, within: type.name, reason: value.deprecationReason }));
    if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) return [];
    return Object.values(type.getFields()).flatMap((field) => {
      const path = `${type.name}.${field.name}`;
      const named = (node, at) => ({
        path: at,
        within: type.name,
        reason: node.deprecationReason,
        of: getNamedType(node.type).name,
      });
      return [named(field, path), ...(field.args ?? []).map((argument) => named(argument, `${path}.${argument.name}`))];
    });
  });
}

/** Whether the reason's time is over. @param today such as "2027-06-01" */
const isOver = (reason, today) => (form.exec(reason ?? '')?.groups.after ?? '9999') < today;

/** Whether a removed name, or everything that led to a removed type, was announced in time. */
function announced(change, released, today) {
  const names = namesOf(released);
  if (removals.has(change.type)) return isOver(names.find(({ path }) => path === change.path)?.reason, today);
  if (change.type !== ChangeType.TypeRemoved) return false;
  return names
    .filter(({ of, within }) => of === change.path && within !== change.path)
    .every(({ reason }) => isOver(reason, today));
}

/**
 * Changes that would break a program built on the released schema: removed or renamed names, narrower types, new required arguments. Not
 * what was deprecated in the release and whose time is over (docs/guides/evolution.md). Additions are welcome and never listed.
 *
 * @returns one line per breaking change; null: nothing was released yet
 */
export async function breakingChanges(
  released = readReleased(),
  current = readCurrent(),
  today = new Date().toISOString().slice(0, 10),
) {
  if (released === null) return null;
  const [before, after] = [buildSchema(released), buildSchema(current)];
  const changes = await diff(before, after);
  return changes
    .filter((change) => change.criticality.level === CriticalityLevel.Breaking && !announced(change, before, today))
    .map(
      (change) =>
        `schema.graphql: ${change.message}: expected to keep what ${releasedSchema} promises; add a new name beside the old one, ` +
        'and deprecate that (docs/guides/evolution.md)',
    );
}

/**
 * What is wrong with how names are deprecated: the reason says what to use instead and both days, at least 180 of them apart, and a day that
 * was released never comes nearer.
 */
export function deprecationFaults(released = readReleased(), current = readCurrent()) {
  const promised = new Map(released === null ? [] : namesOf(buildSchema(released)).map(({ path, reason }) => [path, reason]));
  return namesOf(buildSchema(current)).flatMap(({ path, reason }) => {
    const before = form.exec(promised.get(path) ?? '')?.groups;
    if (reason === undefined || reason === null) return []; // a deprecation may be taken back
    const { since, after } = form.exec(reason)?.groups ?? {};
    const fault = (text) => [`schema.graphql: ${path} is deprecated: ${text}`];
    const expected = '"<what to use instead>; since YYYY-MM-DD, removed after YYYY-MM-DD"';
    if (since === undefined || Number.isNaN(Date.parse(since)) || Number.isNaN(Date.parse(after)))
      return fault(`expected the reason to read ${expected}, got ${JSON.stringify(reason)}`);
    const days = (Date.parse(after) - Date.parse(since)) / dayMs;
    if (days < leastNoticeDays) return fault(`expected at least ${leastNoticeDays} days until it is removed, got ${days}`);
    if (before !== undefined && after < before.after)
      return fault(`expected no earlier end than the promised ${before.after}, got ${after}`);
    return [];
  });
}

function readCurrent() {
  return readFileSync(join(root, 'schema.graphql'), 'utf8');
}

function readReleased() {
  const file = join(root, releasedSchema);
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}
