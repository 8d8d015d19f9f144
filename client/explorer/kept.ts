import { ask } from './ask.ts';
import type { Operation } from './snippets.ts';

/** A saved query as the list shows it. */
export interface SavedQuery extends Operation {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly isShared: boolean;
  readonly isMine: boolean;
  readonly savedBy: string;
}

/** What an operation would cost. */
export interface Cost {
  readonly requested: number | null;
  readonly limit: number;
  readonly isAllowed: boolean;
  readonly parts: readonly { readonly path: string; readonly points: number; readonly times: number }[];
  readonly problem: string | null;
}

async function answerOf<Data>(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<Data> {
  const { data, errors } = await ask({ query, variables });
  if (errors?.[0] !== undefined) throw new Error(errors[0].message);
  return data as Data;
}

export async function readCost(operation: Operation, operationName: string | null): Promise<Cost> {
  const query = `query ExplorerCost($document: String!, $variables: String, $operationName: String) {
  cost(document: $document, variables: $variables, operationName: $operationName) { requested limit isAllowed parts { path points times } problem } }`;
  const variables = { document: operation.query, variables: operation.variables, operationName };
  return (await answerOf<{ cost: Cost }>(query, variables)).cost;
}

export async function readSaved(): Promise<SavedQuery[]> {
  const query = 'query ExplorerSaved { savedQueries { id name description document variables isShared isMine savedBy } }';
  const { savedQueries } = await answerOf<{
    savedQueries: (Omit<SavedQuery, 'query' | 'variables'> & { readonly document: string; readonly variables: string | null })[];
  }>(query);
  return savedQueries.map(({ document, variables, ...saved }) => ({ ...saved, query: document, variables: variables ?? '' }));
}

export async function save(
  operation: Operation,
  draft: { readonly id: string | null; readonly name: string; readonly description: string; readonly isShared: boolean },
): Promise<void> {
  const query = `mutation ExplorerSave($id: ID, $name: String!, $description: String, $document: String!, $variables: String, $isShared: Boolean!) {
  saveQuery(id: $id, name: $name, description: $description, document: $document, variables: $variables, isShared: $isShared) { id } }`;
  await answerOf(query, { ...draft, document: operation.query, variables: operation.variables });
}

export async function forget(id: string): Promise<void> {
  await answerOf('mutation ExplorerForget($id: ID!) { deleteSavedQuery(id: $id) }', { id });
}
