import { sessionName } from '../cookie.ts';
import { titles } from '../problem.ts';
import type { JsonSchema } from './json-schema.ts';

/** What the description of the façade says before its routes. */
export const description = [
  'REST for programs that know no GraphQL. Every route answers the JSON of a field of the GraphQL API, by the same rules: who may read',
  'what, what it costs, what is switched off.',
  '',
  '- **Contact data** (e-mail, phone, birth date) is in the answer for roles that may read it; for others its names are missing.',
  '- **`asOf`** is a date (the whole of that business day) or a date-time: the answer knows exactly the events up to then.',
  '- **Null** means "not enough data", with a reason beside it; 0 is a measured zero.',
  '- **Tags**: send the `ETag` back as `If-None-Match`, and an unchanged answer is a 304. The time at which an answer was computed is no change.',
  '- **Faults** are problem documents (RFC 9457) with the `code` of the GraphQL API. What is switched off inside of an object is null, and the header',
  '  `Switched-Off` names it.',
  '- Fields are added, never renamed or removed: bear those that you do not know.',
].join('\n');

const refusals: Readonly<Record<string, string>> = {
  400: 'The input is wrong: `BAD_USER_INPUT`; or it asks for too much: `QUERY_TOO_EXPENSIVE`.',
  401: 'No key or session, or one that is not valid (any more): `UNAUTHENTICATED`.',
  403: 'Not for this role: `FORBIDDEN`; or switched off: `FEATURE_DISABLED`.',
  404: 'No such guest in your reach: `CUSTOMER_NOT_FOUND`.',
  413: 'More ids than ENHANCED_PROFILE_BATCH_SIZE: `BATCH_TOO_LARGE`; or a body of more than 256 kB: `PAYLOAD_TOO_LARGE`.',
  415: 'The body is no JSON: `UNSUPPORTED_MEDIA_TYPE`.',
  429: 'Too much at a time: `RATE_LIMITED`. Wait as long as `Retry-After` says.',
  503: 'The week is being computed: `PROFILE_UNAVAILABLE`; or the database is away: `UNAVAILABLE`. Wait as long as `Retry-After` says.',
};

const text = { type: 'string' };

/** What routes share: parameters, headers, refusals, ways to sign in. */
export function common(problemExample: unknown) {
  return {
    securitySchemes: {
      bearer: { type: 'http', scheme: 'bearer', description: 'An API key (`ecx_…`, by `ecx key create`) or ECX_ADMIN_TOKEN.' },
      session: {
        type: 'apiKey',
        in: 'cookie',
        name: sessionName,
        description: 'The session of a browser that opened a sign-in link.',
      },
    },
    parameters: {
      customerId: path('customerId', "The CRM's own id of the guest."),
      asOf: {
        ...query(
          'asOf',
          'A date (the whole of that business day) or a date-time with offset, up to now; absent: the last scoring.',
        ),
        schema: {
          anyOf: [
            { type: 'string', format: 'date' },
            { type: 'string', format: 'date-time' },
          ],
        },
      },
      last: {
        ...query('last', 'How many of the newest records of the history.'),
        schema: { type: 'integer', minimum: 1, maximum: 1000, default: 90 },
      },
      horizonDays: {
        ...query('horizonDays', "How many days ahead the predictions look; absent: the venue's own horizon."),
        schema: { type: 'integer', minimum: 1, maximum: 730 },
      },
      ifNoneMatch: { name: 'If-None-Match', in: 'header', description: 'The tag of an answer that you have.', schema: text },
    },
    headers: {
      ETag: { description: 'The tag of what the answer says, for this caller.', schema: text },
      'Query-Cost': { description: 'Points: `requested=21, limit=5000, remaining=4979`.', schema: text },
      'Switched-Off': {
        description: 'Fields that are null because their feature is switched off, with commas; absent: none.',
        schema: text,
      },
      'X-Request-Id': { description: 'Names the request in the log.', schema: text },
      'Retry-After': { description: 'Seconds after which it is worth trying again.', schema: { type: 'integer' } },
      'WWW-Authenticate': { description: 'How to sign in.', schema: text },
    },
    responses: Object.fromEntries(
      Object.entries(refusals).map(([status, what]) => [status, refusal(status, what, problemExample)]),
    ),
    schemas: { Problem: problem, BatchError: batchError, CustomerIds: customerIds },
  };
}

function path(name: string, what: string): JsonSchema {
  return { name, in: 'path', required: true, description: what, schema: text };
}

function query(name: string, what: string): JsonSchema {
  return { name, in: 'query', description: what };
}

function refusal(status: string, what: string, example: unknown): JsonSchema {
  const names = status === '401' ? ['WWW-Authenticate'] : status === '429' || status === '503' ? ['Retry-After'] : [];
  const shown = status === '404' && example !== undefined ? { example } : {};
  return {
    description: `${titles[Number(status)]}. ${what}`,
    headers: Object.fromEntries(['X-Request-Id', ...names].map((name) => [name, { $ref: `#/components/headers/${name}` }])),
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' }, ...shown } },
  };
}

const problem: JsonSchema = {
  type: 'object',
  description: 'What is wrong, by RFC 9457.',
  properties: {
    type: { type: 'string', format: 'uri-reference', description: 'Always `about:blank`: `code` says which problem it is.' },
    title: { type: 'string', description: 'The status in words.' },
    status: { type: 'integer', description: 'The status of HTTP.' },
    detail: { type: 'string', description: 'What was expected, what came, what to do.' },
    code: { type: 'string', description: 'The code of the same error in GraphQL, such as `CUSTOMER_NOT_FOUND`.' },
    requestId: { type: 'string', description: 'Names the request in the log.' },
    retryAfter: { type: 'integer', description: 'Seconds after which it is worth trying again.' },
  },
  required: ['type', 'title', 'status', 'detail', 'code', 'requestId'],
};

const batchError: JsonSchema = {
  type: 'object',
  description: 'What is wrong about one of the guests.',
  properties: {
    customerId: { type: 'string', description: 'Whom it is about.' },
    code: { type: 'string', description: 'The code of the same error in GraphQL.' },
    message: { type: 'string', description: 'What to do.' },
    field: { type: 'string', description: 'The field that is null for it; absent: the whole object.' },
  },
  required: ['customerId', 'code', 'message'],
};

const customerIds: JsonSchema = {
  type: 'object',
  properties: {
    customerIds: {
      type: 'array',
      items: { type: 'string' },
      description: "The CRM's own ids, at most ENHANCED_PROFILE_BATCH_SIZE (50 unless configured).",
    },
  },
  required: ['customerIds'],
  additionalProperties: false,
};
