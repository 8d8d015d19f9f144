import type { TableShape } from './columns.ts';
import type { Cell, RowFault, Surroundings } from './row-types.ts';

/**
 * The rules that look at more than one cell of a row. They may complete cells in place.
 * @returns a check that answers null when the row may be kept.
 */
export function crossCheck(
  shape: TableShape,
  surroundings: Surroundings,
  minorDigits: number,
): (cells: Cell[]) => RowFault | null {
  const place = (name: string) => shape.columns.findIndex((column) => column.name === name);
  if (shape.table === 'visits') {
    const amounts = { gross: place('gross'), discount: place('discount'), total: place('total'), refund: place('refund') };
    return (cells) => visitAmounts(cells, amounts, minorDigits);
  }
  if (shape.table === 'loyalty_transactions') {
    const [kind, points] = [place('kind'), place('points')];
    return (cells) => pointsSign(cells[kind], cells[points]);
  }
  if (shape.table === 'campaign_sends') {
    const [campaign, channel] = [place('campaign_id'), place('channel')];
    return (cells) => {
      cells[channel] ??= surroundings.channelOf(cells[campaign] ?? '') ?? unknownChannel;
      return null;
    };
  }
  return () => null;
}

/** The channel of a send when neither the send nor its campaign names one. */
export const unknownChannel = 'OTHER';

interface AmountPlaces {
  readonly gross: number;
  readonly discount: number;
  readonly total: number;
  readonly refund: number;
}

/** A missing total is unknown, except that gross and discount together say it. */
function visitAmounts(cells: Cell[], { gross, discount, total, refund }: AmountPlaces, minorDigits: number): RowFault | null {
  const [given, off] = [cells[gross], cells[discount]];
  if (cells[total] === undefined && typeof given === 'string' && typeof off === 'string') {
    const minor = Number(given) - Number(off);
    if (minor < 0) {
      const [whole, part] = [major(given, minorDigits), major(off, minorDigits)];
      return { column: 'discount', reason: `expected a discount up to the gross amount ${whole}, got ${part}` };
    }
    cells[total] = String(minor);
  }
  const [paid, back] = [cells[total], cells[refund]];
  if (typeof paid === 'string' && typeof back === 'string' && Number(back) > Number(paid)) {
    const [limit, got] = [major(paid, minorDigits), major(back, minorDigits)];
    return { column: 'refund', reason: `expected a refund up to the total ${limit}, got ${got}` };
  }
  return null;
}

function major(minor: string, minorDigits: number): string {
  return (Number(minor) / 10 ** minorDigits).toFixed(minorDigits);
}

function pointsSign(kind: Cell, points: Cell): RowFault | null {
  if ((kind !== 'EARN' && kind !== 'REDEEM') || typeof points !== 'string' || !points.startsWith('-')) return null;
  return { column: 'points', reason: `expected points of 0 or more, got ${points}: the kind ${kind} says the direction` };
}
