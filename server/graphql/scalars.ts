import { GraphQLError, type GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { DateTimeResolver, LocalDateResolver } from 'graphql-scalars';

/** The years that an instant or a day may lie in: outside them is a typing mistake, and PostgreSQL and JavaScript disagree. */
const firstYear = 1900;
const lastYear = 9999;

const decimal = /^-?\d{1,30}(\.\d{1,30})?$/;

function refuse(scalar: string, expected: string, value: unknown): never {
  const got = JSON.stringify(value)?.slice(0, 60) ?? typeof value;
  throw new GraphQLError(`${scalar} must be ${expected}, got ${got}`, { extensions: { code: 'BAD_USER_INPUT' } });
}

/** @returns undefined where the library refuses: the message is ours, so that it says what to do. */
function accepted<Value>(parse: (value: unknown) => Value, value: unknown): Value | undefined {
  if (typeof value !== 'string') return undefined;
  try {
    return parse(value);
  } catch {
    return undefined;
  }
}

function isWithinYears(year: number): boolean {
  return year >= firstYear && year <= lastYear;
}

/** @returns milliseconds since 1970. */
function instantOf(value: unknown): number {
  const at = accepted((text) => DateTimeResolver.parseValue(text), value);
  return at !== undefined && isWithinYears(at.getUTCFullYear())
    ? at.getTime()
    : refuse('DateTime', `an instant with offset from ${firstYear} to ${lastYear}, such as "2026-11-22T10:15:00Z"`, value);
}

function dayOf(value: unknown): string {
  const day = accepted((text) => LocalDateResolver.parseValue(text), value);
  return typeof day === 'string' && isWithinYears(Number(day.slice(0, 4)))
    ? day
    : refuse('Date', `a day from ${firstYear} to ${lastYear}, such as "2026-11-22"`, value);
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
