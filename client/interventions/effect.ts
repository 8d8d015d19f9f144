import type { Effect_RowFragment } from '../generated/graphql.ts';
import type { Formats, MoneyValue } from '../ui/format.ts';
import { graphql } from '../ui/graphql.ts';

export const Effect_row = graphql(`
  fragment Effect_row on InterventionEffect {
    action
    title
    verdict
    treated
    control
    pending
    contaminated
    ratio {
      expectedControlShare
      controlShare
      mismatch
    }
    sampleSize {
      have
      need
      smallestEffect
    }
    visits {
      difference
      low
      high
      control
    }
    spend {
      difference {
        amount
        currency
      }
      low {
        amount
        currency
      }
      high {
        amount
        currency
      }
      control {
        amount
        currency
      }
    }
    netGain {
      value {
        amount
        currency
      }
      low {
        amount
        currency
      }
      high {
        amount
        currency
      }
      qValue
    }
    roi {
      value
      low
      high
    }
    evidence {
      ...Evidence_list
    }
    insufficientData {
      ...NotYet_insufficientData
    }
  }
`);

/** What came of an action, as the pages read it. */
export type Effect = Effect_RowFragment;

export const reportAsked = graphql(`
  query InterventionOverview($asOf: DateTime, $window: Int!) {
    interventionReport(asOf: $asOf, windowDays: $window) {
      from
      to
      asOf
      windowDays
      intervalLevel
      marginShare
      method
      actions {
        ...Effect_row
      }
      total {
        actions
        treated
        control
        cost {
          amount
          currency
        }
        netGain {
          value {
            amount
            currency
          }
          low {
            amount
            currency
          }
          high {
            amount
            currency
          }
        }
        roi {
          value
          low
          high
        }
        visits {
          value
          low
          high
        }
        insufficientData {
          ...NotYet_insufficientData
        }
      }
    }
  }
`);

/** Days after an action that its outcome may be looked at. */
export const windows = [14, 30, 60, 90] as const;
const usualWindow = 30;

/** The window that an address names. */
export function windowOf(text: string | null): number {
  return windows.find((days) => String(days) === text) ?? usualWindow;
}

/** Money with a plus where it is gained; a loss has its minus already. */
export function signedMoney(format: Formats, money: MoneyValue): string {
  const text = format.money(money);
  return Number(money.amount) > 0 ? `+${text}` : text;
}

/** A share with its sign: 1.4 is "+140%". */
export function signedShare(format: Formats, share: number): string {
  const text = format.percent(share);
  return share > 0 ? `+${text}` : text;
}

/** Surest first: what paid, what did not, what is open, what has too few guests. */
const order = ['PAID', 'PAID_LIKELY', 'LOST', 'LOST_LIKELY', 'OPEN', 'UNRELIABLE', 'TOO_LITTLE'];

export function inOrder<Row extends { readonly verdict: string; readonly action: string }>(rows: readonly Row[]): readonly Row[] {
  return rows.toSorted(
    (one, other) => order.indexOf(one.verdict) - order.indexOf(other.verdict) || one.action.localeCompare(other.action),
  );
}
