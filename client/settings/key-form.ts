import type { ApiKeyScope, Role } from '../generated/graphql.ts';

export const reachKinds = ['all', 'segments', 'locations', 'customers'] as const;
export type ReachKind = (typeof reachKinds)[number];

/** What was filled in for a new key. */
export interface KeyForm {
  readonly name: string;
  readonly role: Role;
  readonly kind: ReachKind;
  /** Ids of segments or locations. */
  readonly chosen: readonly string[];
  /** Ids of guests, as typed. */
  readonly ids: string;
  /** A day; empty: it never ends. */
  readonly ends: string;
  readonly metrics: boolean;
  /** Only of a partner: the other roles have the right, or must not have it. */
  readonly contact: boolean;
}

/** The ids in a text, each once. */
export function idsIn(text: string): readonly string[] {
  return [...new Set(text.split(/[\s,;]+/).filter((id) => id !== ''))];
}

/** What the API takes. @param expiresAt null: never. */
export function keyVariables(form: KeyForm, expiresAt: string | null) {
  const { name, role, kind, chosen, ids, metrics, contact } = form;
  const scopes: ApiKeyScope[] = [];
  if (metrics) scopes.push('METRICS');
  if (contact && role === 'PARTNER') scopes.push('CONTACT');
  return {
    name: name.trim(),
    role,
    scopes,
    customerIds: kind === 'customers' ? idsIn(ids) : null,
    segmentIds: kind === 'segments' ? chosen : null,
    locationIds: kind === 'locations' ? chosen : null,
    expiresAt,
  };
}
