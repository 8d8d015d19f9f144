/** A rough reader of the SQL that our statements consist of: enough to hold them against the database rules, no parser. */

/** A table that a statement touches, under the name that it has there. */
export interface TableUse {
  readonly table: string;
  readonly alias: string;
  readonly inserted: boolean;
}

const words =
  /^(on|where|set|using|values|as|left|right|inner|cross|join|group|order|limit|for|returning|default|select|union|natural|tablesample|window|having|lateral|full|from|and)$/;

/** Text without comments, quotes of names and contents of literals; in lower case, with single spaces. */
export function plainSql(text: string): string {
  return text
    .replace(/--[^\n]*/g, ' ')
    .replace(/'(?:[^']|'')*'/g, "''")
    .replaceAll('"', '')
    .replace(/\s+/g, ' ')
    .toLowerCase();
}

/** @param tables the names to look for; anything else (functions, CTEs) is no table. */
export function tablesOf(plain: string, tables: ReadonlySet<string>): TableUse[] {
  // An alias may name its columns: `unnest(…) as e (at, customers)` has no table of that name.
  const named = plain.replace(/\bas (?!materialized\b|not\b)([a-z_0-9]+) ?\([^()]*\)/g, 'as $1');
  const uses = [
    ...named.matchAll(/\b(from|join|into|update|using|,) (?:only )?(?:public\.)?([a-z_]+)\b(?=(?: as)?(?: ([a-z_0-9]+))?)/g),
  ];
  return uses.flatMap(([, verb, table = '', alias]) =>
    tables.has(table)
      ? [{ table, alias: alias === undefined || words.test(alias) ? table : alias, inserted: verb === 'into' }]
      : [],
  );
}

/** Whether the statement names customer_id of this use: in an equation, in `using (…)`, or among the inserted columns. */
export function namesCustomer(plain: string, { table, alias, inserted }: TableUse): boolean {
  if (inserted) return new RegExp(`into ${table}(?: as [a-z_0-9]+)? ?\\([^)]*\\bcustomer_id\\b`).test(plain);
  const column = `(?:\\b${alias}\\.|(?<![.\\w]))customer_id\\b`;
  const row = `\\((?:${column}, |[^()]*, ${column})[^()]*\\) (?:=|in)`;
  return new RegExp(`${column} =|= (?:${column})|using \\(customer_id\\b|${row}`).test(plain);
}

const wholeBase = /\b(percentile_cont|percentile_disc|percent_rank|cume_dist|ntile|dense_rank|rank|mode) ?\(/g;

/** Functions that need all rows of the base in one place, so that no two shards could merge their answers. */
export function unmergeable(plain: string): string[] {
  const ranks = [...plain.matchAll(wholeBase)]
    .filter(({ index }) => !/^[^)]*\)+ over \(partition by (?:[a-z_0-9]+\.)?customer_id\b/.test(plain.slice(index)))
    .map(([, name]) => name ?? '');
  // Sums, row numbers and neighbours over a window of everybody are no better than ranks.
  const windows = [...plain.matchAll(/\bover (?:[a-z_0-9]+\b|\((?!partition by (?:[a-z_0-9]+\.)?customer_id\b))/g)];
  return ranks.length > 0 ? ranks : windows.map(() => 'over');
}

/** Whether what a conflict writes depends on the moment or on chance. */
export function conflictIsFickle(plain: string): boolean {
  const written = plain.split(' do update ').slice(1).join(' ');
  return /\b(now|random|clock_timestamp|statement_timestamp|transaction_timestamp|gen_random_uuid|uuidv7) ?\(|\b(current_timestamp|current_date|localtimestamp)\b/.test(
    written,
  );
}
