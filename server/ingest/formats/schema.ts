import { z } from 'zod';
import { type ImportTable, tableShapes } from '../columns.ts';

/**
 * What a format file may say. A closed list: no expressions, no code, no regular expressions, so that a mapping from somebody else can
 * be read by people and does nothing but name columns.
 */

/** A column of the export, a name from `headers`, or `$name`: a setting that names the column. */
const name = z.string().min(1);
const accepted = z.union([z.string(), z.array(z.string()), z.strictObject({ not: z.array(z.string()) })]);
/** Rows whose columns hold these values; letter case does not matter. */
const where = z.record(name, accepted);
const reach = { where: where.optional(), in: z.string().optional() };
/** Values that hold only while a setting is true, or only while it is not. */
const only = { when: z.string().startsWith('$').optional(), unless: z.string().startsWith('$').optional() };
const amount = { negate: z.literal(true).optional(), total: z.literal(true).optional(), ...reach, ...only };

export type Value =
  | string
  | ({ readonly first: readonly string[] } & Reach)
  | { readonly coalesce: readonly Value[] }
  | { readonly concat: readonly Value[] }
  | { readonly constant: string }
  | ({ readonly date: readonly string[]; readonly zone?: string; readonly pick?: 'min' | 'max'; readonly else?: 'null' } & Reach)
  | ({ readonly money: string } & Amount)
  | ({ readonly number: string } & Amount)
  | { readonly sum: readonly Value[] }
  | { readonly ratio: readonly [Value, Value, Value] }
  | {
      readonly of: Value;
      readonly map: Readonly<Record<string, string | null>>;
      readonly else: 'reject' | 'null' | 'keep';
    }
  | { readonly hash: Value; readonly prefix: string }
  | { readonly email: Value }
  | { readonly phone: Value }
  | { readonly unlessConstant: string }
  | { readonly fileName: Readonly<Record<string, string>>; readonly ask: string }
  | { readonly group: Value }
  | { readonly guest: true }
  | { readonly ordinal: true };

interface Reach {
  readonly where?: Where | undefined;
  readonly in?: string | undefined;
}
interface Amount extends Reach {
  readonly negate?: true | undefined;
  readonly total?: true | undefined;
  readonly when?: string | undefined;
  readonly unless?: string | undefined;
}
export type Where = z.infer<typeof where>;

const value: z.ZodType<Value> = z.lazy(() =>
  z.union(
    [
      name,
      z.strictObject({ first: z.array(name).min(1), ...reach }),
      z.strictObject({ coalesce: z.array(value).min(1) }),
      z.strictObject({ concat: z.array(value).min(1) }),
      z.strictObject({ constant: z.string() }),
      z.strictObject({
        date: z.array(name).min(1).max(2),
        zone: z.string().optional(),
        pick: z.enum(['min', 'max']).optional(),
        else: z.literal('null').optional(),
        ...reach,
      }),
      z.strictObject({ money: name, ...amount }),
      z.strictObject({ number: name, ...amount }),
      z.strictObject({ sum: z.array(value).min(1) }),
      z.strictObject({ ratio: z.tuple([value, value, value]) }),
      z.strictObject({ of: value, map: z.record(z.string(), z.string().nullable()), else: z.enum(['reject', 'null', 'keep']) }),
      z.strictObject({ hash: value, prefix: z.string() }),
      z.strictObject({ email: value }),
      z.strictObject({ phone: value }),
      z.strictObject({ unlessConstant: name }),
      z.strictObject({ fileName: z.record(z.string(), z.string()), ask: z.string() }),
      z.strictObject({ group: value }),
      z.strictObject({ guest: z.literal(true) }),
      z.strictObject({ ordinal: z.literal(true) }),
    ],
    {
      error:
        'expected a column or one of first, coalesce, concat, constant, date, money, number, sum, ratio, of/map/else, hash, email, phone, unlessConstant, fileName, group, guest, ordinal',
    },
  ),
) as z.ZodType<Value>;

const tableNames = tableShapes.map(({ table }) => table) as [ImportTable, ...ImportTable[]];

const block = z.strictObject({
  /** One row of ours for each group, or for each row of it. */
  per: z.enum(['group', 'row']),
  in: z.string().optional(),
  where: where.optional(),
  /** A guest on record keeps what is there; only a missing e-mail address or phone number is added. */
  fill: z.literal(true).optional(),
  columns: z.record(z.string(), value),
});

const sheet = z.strictObject({
  id: z.string(),
  title: z.string(),
  needs: z.array(name).min(1),
  headers: z.record(z.string(), z.array(z.string())).default({}),
  /** How dates are written: `yyyy yy MM M dd d HH H hh h mm ss a xx`. */
  dates: z.array(z.string()).default([]),
  /** Columns with ids: a spreadsheet that turned them into numbers stops the file. */
  ids: z.array(name).default([]),
  /** Only rows with these values are known; others are refused. */
  rows: z.strictObject({ column: name, in: z.array(z.string()) }).optional(),
  /** Groups with such a row are left out and counted. */
  drop: z.array(where).default([]),
  group: z
    .strictObject({
      /** The first of these that is filled, or all of them together. */
      by: z.array(name).min(1),
      every: z.literal(true).optional(),
      adjacent: z.boolean(),
      /** A group without such a row only corrects one that came in another file. */
      sale: where.optional(),
    })
    .optional(),
  /** Files of the same export whose rows belong to the groups of this one, and their columns with its key. */
  with: z.record(z.string(), z.array(name).min(1)).default({}),
  /** Who the guest is: `id` as it stands; else by address or number; `otherwise` where neither is given. */
  guest: z
    .strictObject({ id: value.optional(), email: value.optional(), phone: value.optional(), otherwise: value.optional() })
    .optional(),
  tables: z.partialRecord(z.enum(tableNames), block).default({}),
  /** What must hold in at least 99 of 100 groups (or rows); otherwise a column or a setting is wrong and nothing is imported. */
  checks: z
    .array(
      z.strictObject({
        per: z.enum(['group', 'row']),
        left: value,
        right: value,
        tolerance: z.number().min(0),
        say: z.string(),
        when: z.string().optional(),
        unless: z.string().optional(),
      }),
    )
    .default([]),
});

export const formatSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/, 'expected small letters, digits and hyphens'),
  version: z.literal(1),
  name: z.string().min(1),
  /** Where the columns were seen. */
  sources: z.array(z.string()).default([]),
  settings: z.record(z.string(), z.strictObject({ about: z.string(), default: z.string().optional() })).default({}),
  /** Labels of time zones as the export writes them. */
  zones: z.record(z.string(), z.string()).default({}),
  /** Reports of the same maker that cannot be imported, and why. */
  refuse: z.array(z.strictObject({ has: z.array(z.string()), lacks: z.array(z.string()), say: z.string() })).default([]),
  files: z.array(sheet).min(1),
});

export type Format = z.infer<typeof formatSchema>;
export type Sheet = Format['files'][number];
export type Block = z.infer<typeof block>;
