/** What goes into an import and what comes out of it. */

/** The rules of the installation under which rows are read. */
export interface IngestContext {
  /** The instant of the run in milliseconds since 1970: its recording time, and nothing may have happened after it. */
  readonly now: number;
  /** IANA zone of times without an offset whose location names none. */
  readonly timeZone: string;
  /** Minutes after local midnight at which a business day begins. */
  readonly dayStartMinutes: number;
  /** ISO 4217 code; says how many decimals an amount may have. */
  readonly currency: string;
  /** Make customers who appear in events only; otherwise such events are refused. */
  readonly createCustomers: boolean;
  /** Everything will be undone: no mark is left for others, who would wait at it until then. */
  readonly trial?: boolean;
}

/** A row as it came: canonical column to raw text; absent or '' is not given. */
export interface SourceRecord {
  readonly line: number;
  readonly values: Readonly<Record<string, string>>;
  /** Why the line could not be read as a row at all, such as a wrong number of cells. */
  readonly fault?: string;
  /** Name of its file, where an import reads several. */
  readonly origin?: string;
}

/** Rows of one file, counted: read = inserted + updated + unchanged + anonymous + rejected. */
export interface TableReport {
  table: string;
  read: number;
  inserted: number;
  updated: number;
  unchanged: number;
  /** Event rows that name no customer. */
  anonymous: number;
  rejected: number;
  /** Customers made because an event named them. */
  createdCustomers: number;
}

export interface Reject {
  readonly table: string;
  readonly line: number;
  /** Canonical column at fault; null: the row as a whole. */
  readonly column: string | null;
  readonly reason: string;
  readonly values: Readonly<Record<string, string>>;
  /** Name of its file, where an import reads several. */
  readonly origin?: string;
}
