/** What a file is counted to hold, beside the rows that were kept. */
export class Tally {
  /** Visits, and those of them that name a guest. */
  visits = 0;
  withGuest = 0;
  /** Groups that the format leaves out, such as voided orders. */
  left = 0;
  /** Rows of a side file whose order is not there. */
  strays = 0;
  /** Visits on record that another guest turned out to have made. */
  moved = 0;
  #money = 0;
  #moneyWithGuest = 0;
  readonly #byGuest = new Map<string, number>();
  readonly #days = new Set<string>();

  count(guest: string, { total = '', visited_at: at = '' }: Readonly<Record<string, string>>): void {
    const amount = Number(total);
    this.visits += 1;
    this.#money += amount;
    this.#days.add(at.slice(0, 10));
    if (guest === '') return;
    this.withGuest += 1;
    this.#moneyWithGuest += amount;
    this.#byGuest.set(guest, (this.#byGuest.get(guest) ?? 0) + 1);
  }

  /** Share of the money that visits with a guest brought, 0 to 1; null: there was none. */
  get moneyShare(): number | null {
    return this.#money > 0 ? this.#moneyWithGuest / this.#money : null;
  }

  /** Guests with visits on most days: probably no guests, but a till's own account or a delivery service. */
  get suspicious(): { readonly guest: string; readonly visits: number }[] {
    const least = Math.max(fewestVisits, this.#days.size / 2);
    return [...this.#byGuest]
      .filter(([, visits]) => visits > least)
      .sort((a, b) => b[1] - a[1])
      .slice(0, shown)
      .map(([guest, visits]) => ({ guest, visits }));
  }
}

const fewestVisits = 20;
const shown = 5;
