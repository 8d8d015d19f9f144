import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';
import { root } from './tools.mjs';

/** The schema of the last release: what other programs were built on. A release copies schema.graphql here. */
export const releasedSchema = 'docs/schema.released.graphql';

/**
 * Changes that would break a program built on the released schema: removed or renamed names, narrower types, new required arguments.
 * Additions are welcome and never listed.
 *
 * @returns one line per breaking change; null: nothing was released yet
 */
export async function breakingChanges(released = readReleased(), current = readFileSync(join(root, 'schema.graphql'), 'utf8')) {
  if (released === null) return null;
  const changes = await diff(buildSchema(released), buildSchema(current));
  return changes
    .filter((change) => change.criticality.level === CriticalityLevel.Breaking)
    .map(
      (change) =>
        `schema.graphql: ${change.message}: expected to keep what ${releasedSchema} promises; add a new name beside the old one`,
    );
}

function readReleased() {
  const file = join(root, releasedSchema);
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}
