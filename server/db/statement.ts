import type { Compilable, Kysely } from 'kysely';
import type { Db } from './open.ts';
import type { Tables } from './tables.ts';

/**
 * What a statement touches: `customer` names customer_id (= or = any) on each customer-owned table, `population` reads everybody with
 * mergeable aggregates only, `own` reads and writes tables that belong to no customer.
 */
export type StatementKind = 'customer' | 'population' | 'own';

export interface StatementText {
  readonly name: string;
  readonly kind: StatementKind;
  /** The SQL text, the same for every size of batch. */
  readonly text: () => string;
}

/** Every statement of the program, for the test that holds them against the database rules. */
export const statements: StatementText[] = [];

interface Compiled {
  readonly text: string;
  /** For each bound parameter: the index of the argument it comes from, or a constant. */
  readonly parameters: readonly ({ readonly argument: number } | { readonly constant: unknown })[];
}

/** Kysely only builds text here; it never runs a query. */
let builder: Kysely<Tables> | null = null;

/** Gives the statements their query builder; called once by the database room. */
export function useBuilder(kysely: Kysely<Tables>): void {
  builder = kysely;
}

/**
 * A named statement: compiled once, prepared once per connection, its arguments always bound.
 *
 * `build` receives placeholders, so it may use its arguments only as bound values, never to decide anything.
 * @returns a function that runs it and answers the rows.
 */
export function statement<Arguments extends readonly unknown[], Row>(
  name: string,
  kind: StatementKind,
  build: (kysely: Kysely<Tables>, ...args: Arguments) => Compilable<Row>,
): (db: Db, ...args: Arguments) => Promise<Row[]> {
  let compiled: Compiled | null = null;
  const compile = (): Compiled => {
    compiled ??= compileOnce(name, build);
    return compiled;
  };
  statements.push({ name, kind, text: () => compile().text });
  return (db, ...args) => {
    const { text, parameters } = compile();
    const values = parameters.map((parameter) => ('argument' in parameter ? args[parameter.argument] : parameter.constant));
    return db.run<Row>(name, text, values);
  };
}

function compileOnce<Arguments extends readonly unknown[], Row>(
  name: string,
  build: (kysely: Kysely<Tables>, ...args: Arguments) => Compilable<Row>,
): Compiled {
  if (builder === null) throw new Error(`statement ${name} was used before the database was opened`);
  const placeholders = Array.from({ length: Math.max(build.length - 1, 0) }, (_, index) => ({ placeholder: index }));
  const query = build(builder, ...(placeholders as unknown as Arguments)).compile();
  const parameters = query.parameters.map((value) => {
    const argument = placeholders.indexOf(value as { placeholder: number });
    return argument >= 0 ? { argument } : { constant: value };
  });
  return { text: query.sql, parameters };
}
