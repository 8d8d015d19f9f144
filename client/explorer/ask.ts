import type { ExecutionResult } from 'graphql';

/** The header that a form of another site cannot send; the server refuses queries without it or a JSON body. */
const ownRequest = { 'content-type': 'application/json', accept: 'application/json', 'x-requested-with': 'explorer' };

/** What the editor sends with an operation. */
export interface Question {
  readonly query: string;
  readonly variables?: unknown;
  readonly operationName?: string | null | undefined;
}

/** Asks the server with the browser's session; headers of the editor's "Headers" tab are added. */
export async function ask(question: Question, headers: Readonly<Record<string, string>> = {}): Promise<ExecutionResult> {
  const answer = await fetch('/graphql', {
    method: 'POST',
    headers: { ...ownRequest, ...headers },
    credentials: 'same-origin',
    body: JSON.stringify(withFittingName(question)),
  });
  if (answer.headers.get('content-type')?.includes('json') === true) return answer.json();
  throw new Error(`expected an answer in JSON, got status ${answer.status}: is the server still running? Reload the page.`);
}

/** Just after a change of tabs the editor still names the operation of the former tab. */
function withFittingName({ operationName, ...question }: Question): Question {
  const isThere = typeof operationName === 'string' && new RegExp(`\\b${operationName}\\b`).test(question.query);
  return isThere ? { ...question, operationName } : question;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** What the page opens with. */
export interface Start {
  /** The role of the session; null: not signed in. */
  readonly role: string | null;
  /** Ids of a few customers that exist, for the examples; empty: there are none yet. */
  readonly customerIds: readonly string[];
}

/** Who is asking, and real ids for the examples; a server that fails still lets the page open. */
export async function readStart(): Promise<Start> {
  try {
    const query = '{ viewer { role } customers(first: 3, orderBy: { field: LIFETIME_VALUE, direction: DESC }) { nodes { id } } }';
    const answer = await ask({ query });
    const data = answer.data ?? {};
    const nodes = isRecord(data.customers) && Array.isArray(data.customers.nodes) ? data.customers.nodes : [];
    return {
      role: isRecord(data.viewer) && typeof data.viewer.role === 'string' ? data.viewer.role : null,
      customerIds: nodes.flatMap((node) => (isRecord(node) && typeof node.id === 'string' ? [node.id] : [])),
    };
  } catch {
    return { role: null, customerIds: [] };
  }
}
