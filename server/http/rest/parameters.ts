import type { Refusal } from '../problem.ts';
import type { RestParameter } from './routes.ts';

type Refused = { readonly refusal: Refusal };

function bad(message: string): Refused {
  return { refusal: { status: 400, code: 'BAD_USER_INPUT', message } };
}

/** Another's words, short enough for an answer. */
function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 60);
}

export type Variables = Readonly<Record<string, unknown>>;

/** The variables that an address names. `instantOf` reads an `asOf`. */
export function variablesOf(
  query: Readonly<Record<string, unknown>>,
  parameters: readonly RestParameter[],
  instantOf: (text: string) => number | 'UNREADABLE' | 'FUTURE',
): { readonly variables: Variables } | Refused {
  const names = ['asOf', ...parameters.map(({ name }) => name)];
  const variables: Record<string, unknown> = {};
  for (const [name, text] of Object.entries(query)) {
    if (!names.includes(name)) return bad(`expected no parameter but ${names.join(', ')}, got ${shown(name)}; leave it out`);
    if (typeof text !== 'string') return bad(`expected ${name} once, got it several times; leave all but one out`);
    const parameter = parameters.find((known) => known.name === name);
    const value = parameter === undefined ? asOf(text, instantOf) : wholeNumber(text, parameter);
    if (typeof value === 'object') return value;
    variables[name] = value;
  }
  return { variables };
}

function wholeNumber(text: string, { name, min, max }: RestParameter): number | Refused {
  const number = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= min && number <= max) return number;
  return bad(`expected ${name} as a whole number from ${min} to ${max}, got ${shown(text)}; leave it out for the default`);
}

function asOf(text: string, instantOf: (text: string) => number | 'UNREADABLE' | 'FUTURE'): string | Refused {
  const at = instantOf(text);
  if (at === 'UNREADABLE') {
    return bad(`expected asOf as a date such as 2026-03-31 or a date-time such as 2026-03-31T18:00:00Z, got ${shown(text)}`);
  }
  if (at === 'FUTURE') return bad(`expected asOf up to now, got ${shown(text)}; leave it out for the newest answer`);
  return new Date(at).toISOString();
}

/** The ids that a body names. */
export function idsOf(body: unknown): { readonly customerIds: readonly (string | number)[] } | Refused {
  const example = '{"customerIds": ["C1", "C2"]}';
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return bad(`expected a JSON body such as ${example}, got ${shown(body)}`);
  }
  const { customerIds, ...others } = body as { readonly customerIds?: unknown };
  const unknown = Object.keys(others)[0];
  if (unknown !== undefined) return bad(`expected nothing but customerIds in the body, got ${shown(unknown)}; leave it out`);
  if (!Array.isArray(customerIds)) return bad(`expected customerIds as a list such as in ${example}, got ${shown(customerIds)}`);
  const wrong = customerIds.find((id) => typeof id !== 'string' && !Number.isSafeInteger(id));
  if (wrong !== undefined || customerIds.includes(undefined)) {
    return bad(`expected every id as text, got ${shown(wrong)}; take it from the customer's id`);
  }
  return { customerIds };
}
