import type { AuditFilter, AuditKind } from '../generated/graphql.ts';

export const auditKinds = ['READ', 'CHANGE', 'ACCESS'] as const satisfies readonly AuditKind[];

/** What of the log is shown. */
export interface AuditView {
  /** null: all. */
  readonly kind: (typeof auditKinds)[number] | null;
  readonly onlyRefused: boolean;
}

/** The conditions of a view; `guest`: only entries that name this one; null: all. */
export function auditVariables({ kind, onlyRefused }: AuditView, guest: string | null): { readonly filter: AuditFilter } {
  return {
    filter: {
      ...(kind === null ? {} : { kinds: [kind] }),
      ...(onlyRefused ? { refused: true } : {}),
      ...(guest === null ? {} : { customerId: guest }),
    },
  };
}

/** What an entry is about in names: what was done, else the operation that was asked. */
export function whatOf({
  acts,
  operation,
}: {
  readonly acts: readonly string[];
  readonly operation: string | null;
}): string | null {
  return acts.length > 0 ? acts.join(', ') : operation;
}
