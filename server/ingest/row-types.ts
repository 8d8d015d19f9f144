/** A cell as the database keeps it; undefined: not given, null: to be cleared (customers only). */
export type Cell = string | null | undefined;

/** A row that may be kept, its cells aligned with `storedColumns`. */
export interface Row {
  readonly line: number;
  /** '' for rows that belong to no customer. */
  readonly customerId: string;
  /** When it happened, milliseconds since 1970; null: no event, or not given. */
  readonly at: number | null;
  readonly cells: Cell[];
  /** Of what was given: the same for the same row under any order of columns, zone or chunk. */
  readonly digest: number;
  /** What was given, in one text; null: nobody needs it, because the row has an id of its own. */
  readonly content: string | null;
}

export interface RowFault {
  /** Canonical column; null: the row as a whole. */
  readonly column: string | null;
  readonly reason: string;
  /** The row is about somebody who was erased: what it says is not repeated to anybody. */
  readonly withheld?: true;
}

/** What a row's reading needs to know of rows elsewhere. */
export interface Surroundings {
  /** IANA zone of a location; null: it names none. */
  readonly zoneOf: (locationId: string) => string | null;
  /** Channel of a campaign; null: it names none. */
  readonly channelOf: (campaignId: string) => string | null;
}

export type RawValues = Readonly<Record<string, string | null | undefined>>;
