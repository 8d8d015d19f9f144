import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { migrationsFolder } from '../../server/db/migrate.ts';

/** The two statements of migrations/citus/distribute.sql: the view that plans, and the block that carries the plan out. */
export function distributionSteps(): readonly [view: string, block: string] {
  const text = readFileSync(join(migrationsFolder(), 'citus', 'distribute.sql'), 'utf8');
  const at = text.indexOf('\ndo $$');
  return [text.slice(0, at), text.slice(at)];
}
