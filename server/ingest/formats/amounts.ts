import { type Fault, quoted } from '../values.ts';
import { remembering } from './remembering.ts';

/** Amounts are added as whole ten-thousandths, so that no cent is lost on the way. */
const scale = 10_000;

/** What a file writes between the whole and the parts. */
export type DecimalSign = '.' | ',';

const symbols = /[\s\u00a0\u202f€$£¥₹]|[A-Z]{3}/g;

/**
 * Reads an amount or number as exports write it: with currency sign, thousands separators, a minus or brackets.
 * @returns ten-thousandths; null: an empty cell.
 */
export const readAmount: (raw: string, decimal: DecimalSign) => number | null | Fault = remembering(amountOf);

function amountOf(raw: string, decimal: DecimalSign): number | null | Fault {
  const text = raw.replace(symbols, '');
  if (text === '' || text === '-') return null;
  const inBrackets = text.startsWith('(') && text.endsWith(')');
  const bare = inBrackets ? text.slice(1, -1) : text;
  const negative = inBrackets || bare.startsWith('-') || bare.endsWith('-');
  const digits = bare.replace(/^[-+]|-$/g, '');
  const thousands = decimal === '.' ? ',' : '.';
  const [whole = '', part, ...more] = digits.split(decimal);
  const grouped = whole.includes(thousands) ? /^\d{1,3}([,.]\d{2,3})*[,.]\d{3}$/.test(whole) : /^\d*$/.test(whole);
  const value = Number(`${whole.replaceAll(thousands, '') || '0'}.${part ?? '0'}`);
  if (!grouped || more.length > 0 || !/^\d*$/.test(part ?? '') || digits === '' || digits === decimal || !Number.isFinite(value))
    return { fault: `expected an amount such as 1${thousands}234${decimal}50, got ${quoted(raw)}` };
  const scaled = Math.round(value * scale);
  return negative && scaled !== 0 ? -scaled : scaled;
}

/** Which decimal sign an amount can only be written with; null: both readings are possible, or none. */
export function certainSign(raw: string): DecimalSign | null {
  const digits = raw.replace(symbols, '').replace(/[()+-]/g, '');
  const match = /^[\d.,]*?([.,])(\d+)$/.exec(digits);
  if (match === null) return null;
  const [, sign, parts] = match;
  const other = sign === '.' ? ',' : '.';
  if (digits.includes(other) && digits.indexOf(other) < digits.lastIndexOf(sign ?? '')) return sign as DecimalSign;
  return digits.split(sign ?? '').length === 2 && parts?.length !== 3 ? (sign as DecimalSign) : null;
}

/** Ten-thousandths as the import reads them; `decimals`: as many as the currency has. */
export function amountText(scaled: number, decimals: number): string {
  const unit = scale / 10 ** decimals;
  const minor = Math.sign(scaled) * Math.round(Math.abs(scaled) / unit);
  return minor === 0 ? '0' : (minor / 10 ** decimals).toFixed(decimals);
}

/** Ten-thousandths as a number with at most three decimals. */
export function numberText(scaled: number): string {
  return String(Math.round(scaled / 10) / 1_000);
}

/** a · b / c in ten-thousandths; 0 where c is 0. */
export function ratio(a: number, b: number, c: number): number {
  return c === 0 ? 0 : Math.round((a * b) / c);
}
