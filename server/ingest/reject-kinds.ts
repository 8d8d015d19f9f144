import type { TableShape } from './columns.ts';
import { remedyOf } from './meanings.ts';
import type { Reject } from './report.ts';

/** A refused row among the first of its kind. */
export interface RejectedRow {
  readonly line: number;
  /** Canonical column to text, of the columns that the row fills. */
  readonly values: Readonly<Record<string, string>>;
  readonly reason: string;
}

/** Rows that were refused for the same reason, whatever they say. */
export interface RejectKind {
  /** Null: the row as a whole is at fault. */
  readonly column: string | null;
  /** With … for what differs from row to row. */
  readonly reason: string;
  readonly remedy: string;
  readonly count: number;
  readonly first: readonly RejectedRow[];
}

/** Kinds that are told apart; the rest is counted together. */
const mostKinds = 40;
const shownRows = 5;
const longestValue = 200;

/** Groups refused rows while they come; what is held does not grow with their number. */
export class RejectKinds {
  readonly #kinds = new Map<string, { column: string | null; reason: string; count: number; first: RejectedRow[] }>();
  readonly #shapes: readonly TableShape[];

  constructor(shapes: readonly TableShape[]) {
    this.#shapes = shapes;
  }

  add({ line, column, reason, values }: Reject): void {
    const form = formOf(reason);
    const key = `${column ?? ''}\x1f${form}`;
    const full = this.#kinds.size >= mostKinds && !this.#kinds.has(key);
    const place = full ? 'rest' : key;
    let kind = this.#kinds.get(place);
    if (kind === undefined) {
      kind = { column: full ? null : column, reason: full ? 'other reasons' : form, count: 0, first: [] };
      this.#kinds.set(place, kind);
    }
    kind.count += 1;
    if (kind.first.length < shownRows) kind.first.push({ line, reason, values: shortened(values) });
  }

  /** The most frequent first. */
  all(): RejectKind[] {
    const kindOf = (name: string | null) =>
      this.#shapes.flatMap(({ columns }) => columns).find((column) => column.name === name)?.kind ?? null;
    return [...this.#kinds.values()]
      .sort((a, b) => b.count - a.count)
      .map((kind) => ({ ...kind, remedy: remedyOf(kindOf(kind.column), kind.first[0]?.reason ?? '') }));
  }
}

/** The reason without what the row itself says: quoted text, numbers and times after "got" and "for". */
function formOf(reason: string): string {
  const bare = reason.replace(/"(?:[^"\\]|\\.)*"/g, '…');
  const got = bare.indexOf(', got ');
  const [expected, came] = got < 0 ? [bare, ''] : [bare.slice(0, got), bare.slice(got)];
  const general = expected
    .replace(/^(expected one row for) .*$/, '$1 …')
    .replace(/^(expected a time up to now) .*$/, '$1')
    .replace(/^(expected .* up to the (?:gross amount|total)) .*$/, '$1 …');
  return `${general}${came.replace(/-?\d([\d.,:T+-]*\d)?/g, '…')}`;
}

function shortened(values: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, text]) =>
      text === '' ? [] : [[name, text.length > longestValue ? `${text.slice(0, longestValue)}…` : text]],
    ),
  );
}
