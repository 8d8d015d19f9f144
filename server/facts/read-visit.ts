import type { BareVisit } from '../engine/bare-visits.ts';

/** Where the ids of visits are found. */
export interface VisitIds {
  idAt(place: number): string;
}

/** One form for all that are read of everybody. The id of a visit is made when somebody asks for it: of most nobody does. */
export class ReadVisit implements BareVisit {
  readonly at: number;
  readonly day: number;
  readonly grossMinor: number | null;
  readonly discountMinor: number | null;
  readonly totalMinor: number | null;
  readonly netMinor: number | null;
  readonly #ids: VisitIds;
  readonly #place: number;

  constructor(numbers: Omit<BareVisit, 'visitId'>, ids: VisitIds, place: number) {
    this.at = numbers.at;
    this.day = numbers.day;
    this.grossMinor = numbers.grossMinor;
    this.discountMinor = numbers.discountMinor;
    this.totalMinor = numbers.totalMinor;
    this.netMinor = numbers.netMinor;
    this.#ids = ids;
    this.#place = place;
  }

  get visitId(): string {
    return this.#ids.idAt(this.#place);
  }
}
