import { GraphQLError, type GraphQLScalarType, Kind, type ValueNode } from 'graphql';

/** The years that an instant or a day may lie in: outside them is a typing mistake, and PostgreSQL and JavaScript disagree. */
const firstYear = 1900;
const lastYear = 9999;

const instant = /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/;
const day = /^(\d{4})-(\d{2})-(\d{2})$/;
const decimal = /^-?\d{1,30}(\.\d{1,30})?$/;

function refuse(scalar: string, expected: string, value: unknown): never {
  const got = JSON.stringify(value)?.slice(0, 60) ?? typeof value;
  throw new GraphQLError(`${scalar} must be ${expected}, got ${got}`, { extensions: { code: 'BAD_USER_INPUT' } });
}

/** 2026-02-30 is no day, although `Date.parse` takes some such texts for the 2nd of March. */
function isRealDay(year: number, month: number, dayOfMonth: number): boolean {
  const at = new Date(Date.UTC(year, month - 1, dayOfMonth));
  return year >= firstYear && year <= lastYear && at.getUTCMonth() === month - 1 && at.getUTCDate() === dayOfMonth;
}

/** @returns milliseconds since 1970. */
function instantOf(value: unknown): number {
  const expected = `an instant with offset from ${firstYear} to ${lastYear}, such as "2026-11-22T10:15:00Z"`;
  const found = typeof value === 'string' ? instant.exec(value) : null;
  if (found === null || !isRealDay(Number(found[1]), Number(found[2]), Number(found[3])))
    return refuse('DateTime', expected, value);
  const at = Date.parse(String(value).toUpperCase());
  return Number.isNaN(at) ? refuse('DateTime', expected, value) : at;
}

function dayOf(value: unknown): string {
  const found = typeof value === 'string' ? day.exec(value) : null;
  if (found === null || !isRealDay(Number(found[1]), Number(found[2]), Number(found[3]))) {
    return refuse('Date', `a day from ${firstYear} to ${lastYear}, such as "2026-11-22"`, value);
  }
  return String(value);
}

function decimalOf(value: unknown): string {
  if (typeof value !== 'string' || !decimal.test(value))
    return refuse('Decimal', 'a decimal number as text, such as "12.50"', value);
  return value;
}

function textOf(scalar: string, node: ValueNode): unknown {
  return node.kind === Kind.STRING
    ? node.value
    : refuse(scalar, 'text in double quotes', 'value' in node ? node.value : node.kind);
}

export type ScalarBehaviour = Pick<GraphQLScalarType, 'serialize' | 'parseValue' | 'parseLiteral'>;

function scalar(name: string, parse: (value: unknown) => unknown, serialize: (value: unknown) => unknown): ScalarBehaviour {
  return { serialize, parseValue: parse, parseLiteral: (node) => parse(textOf(name, node)) };
}

/** How each scalar of the schema looks on our side: DateTime as milliseconds since 1970, Date and Decimal as text. */
export const scalars: Readonly<Record<string, ScalarBehaviour>> = {
  DateTime: scalar('DateTime', instantOf, (at) => new Date(Number(at)).toISOString()),
  Date: scalar('Date', dayOf, (text) => text),
  Decimal: scalar('Decimal', decimalOf, (text) => text),
};
