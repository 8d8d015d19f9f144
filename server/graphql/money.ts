import { minorDigitsOf } from '../ingest/values.ts';

const digitsOf = new Map<string, number>();

/** An amount of minor units as decimal text with the currency's usual number of decimals: 1250 EUR is "12.50". */
export function moneyText(minor: number, currency: string): string {
  let digits = digitsOf.get(currency);
  if (digits === undefined) {
    digits = minorDigitsOf(currency);
    digitsOf.set(currency, digits);
  }
  const whole = Math.round(Math.abs(minor)); // a mean may lie between two minor units
  const text = String(whole).padStart(digits + 1, '0');
  const sign = minor < 0 && whole > 0 ? '-' : '';
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
