import {
  type Compilable,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type RawBuilder,
} from 'kysely';
import type { BinaryRows } from './binary-rows.ts';
import type { Db } from './session.ts';
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
const builder = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (kysely) => new PostgresIntrospector(kysely),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

/** PostgreSQL cuts longer names of prepared statements, so that two could become one. */
const longestName = 63;

/**
 * A named statement: compiled once, prepared once per connection, its arguments always bound.
 *
 * `build` receives placeholders, so it may use its arguments only as bound values, never to decide or compute anything: that stops
 * with a message when the text is first needed.
 * @returns a function that runs it and answers the rows.
 */
export function statement<Arguments extends readonly unknown[], Row>(
  name: string,
  kind: StatementKind,
  build: (kysely: Kysely<Tables>, ...args: Arguments) => Compilable<Row>,
): (db: Db, ...args: Arguments) => Promise<Row[]> {
  const bound = registered(name, kind, build);
  return (db, ...args) => {
    const { text, values } = bound(args);
    return db.run<Row>(name, text, values);
  };
}

/** As `statement`, for very many rows: they come in PostgreSQL's binary format, and whoever asks reads them field by field. */
export function binaryStatement<Arguments extends readonly unknown[]>(
  name: string,
  kind: StatementKind,
  build: (kysely: Kysely<Tables>, ...args: Arguments) => Compilable<unknown>,
): (db: Db, ...args: Arguments) => Promise<BinaryRows> {
  const bound = registered(name, kind, build);
  return (db, ...args) => {
    const { text, values } = bound(args);
    return db.runBinary(name, text, values);
  };
}

/** Notes a statement under its name. @returns its text, compiled once, with the values for some arguments. */
function registered<Arguments extends readonly unknown[], Row>(
  name: string,
  kind: StatementKind,
  build: (kysely: Kysely<Tables>, ...args: Arguments) => Compilable<Row>,
): (args: Arguments) => { readonly text: string; readonly values: readonly unknown[] } {
  if (name.length > longestName) throw new Error(`expected a statement name of at most ${longestName} characters, got ${name}`);
  if (statements.some((other) => other.name === name))
    throw new Error(`expected one statement of the name ${name}, got two; rename one`);
  let compiled: Compiled | null = null;
  const compile = (): Compiled => {
    compiled ??= compileOnce(name, build);
    return compiled;
  };
  statements.push({ name, kind, text: () => compile().text });
  return (args) => {
    const { text, parameters } = compile();
    const values = parameters.map((parameter) => ('argument' in parameter ? args[parameter.argument] : parameter.constant));
    return { text, values };
  };
}

/**
 * Statements whose text depends on what is asked, such as a list under a filter: put together from fixed pieces with every value bound,
 * and never kept prepared, so that no number of different questions fills the server's memory.
 * @param samples arguments that show every piece, for the test that holds the texts against the database rules.
 */
export function statementFamily<Arguments extends readonly unknown[], Row>(
  name: string,
  kind: StatementKind,
  build: (kysely: Kysely<Tables>, ...args: Arguments) => Compilable<Row>,
  samples: readonly Arguments[],
): (db: Db, ...args: Arguments) => Promise<Row[]> {
  if (statements.some((other) => other.name.startsWith(`${name}#`)))
    throw new Error(`expected one family of statements of the name ${name}, got two; rename one`);
  for (const [index, sample] of samples.entries())
    statements.push({ name: `${name}#${index}`, kind, text: () => build(builder, ...sample).compile().sql });
  return (db, ...args) => {
    const { sql, parameters } = build(builder, ...args).compile();
    return db.runOnce<Row>(name, sql, parameters);
  };
}

/** A statement that is written as text, values bound by the template. */
export function written<Row>(kysely: Kysely<Tables>, text: RawBuilder<Row>): Compilable<Row> {
  return { compile: () => text.compile(kysely) };
}

function compileOnce<Arguments extends readonly unknown[], Row>(
  name: string,
  build: (kysely: Kysely<Tables>, ...args: Arguments) => Compilable<Row>,
): Compiled {
  const placeholders = Array.from({ length: Math.max(build.length - 1, 0) }, (_, index) => placeholder(name, index));
  const query = build(builder, ...(placeholders as unknown as Arguments)).compile();
  const parameters = query.parameters.map((value) => {
    const argument = placeholders.indexOf(value as Placeholder);
    return argument >= 0 ? { argument } : { constant: value };
  });
  if (query.parameters.includes(undefined))
    throw new Error(
      `statement ${name} binds undefined: it reads a property of an argument; pass that property as an argument of its own`,
    );
  return { text: query.sql, parameters };
}

type Placeholder = ReturnType<typeof placeholder>;

/** Stands for an argument while the text is made. Whatever would look into it (a template, a comparison, JSON, a loop) is told no. */
function placeholder(name: string, index: number) {
  const refuse = (): never => {
    throw new Error(
      `statement ${name} looks into its argument ${index + 1}: compute outside of it and pass the result as a bound value`,
    );
  };
  return { [Symbol.toPrimitive]: refuse, [Symbol.iterator]: refuse, toJSON: refuse };
}
