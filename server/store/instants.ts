import { sql } from 'kysely';

/** An instant as milliseconds since 1970. */
export const ms = (column: string) => sql<number>`(extract(epoch from ${sql.ref(column)}) * 1000)::float8`;

/** The same of a column that may be empty. */
export const msOrNull = (column: string) => sql<number | null>`(extract(epoch from ${sql.ref(column)}) * 1000)::float8`;
