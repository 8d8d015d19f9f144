/** What a key may do beyond its role, as it is stored: `metrics` reads /metrics; `contact` lets a PARTNER read contact data in its reach. */
export const keyScopes = ['metrics', 'contact'] as const;

/** What is wrong with scopes for a role; null: nothing. Contact data is granted to partners; other roles have it, or must not. */
export function wrongScopes(role: string, scopes: readonly string[]): string | null {
  if (role === 'PARTNER' || !scopes.includes('contact')) return null;
  return `expected the scope contact with the role PARTNER only, got ${role}; leave it out`;
}

export type KeyScope = (typeof keyScopes)[number];

/** Whether there is such a scope, spelled exactly. */
export function isKeyScope(text: string): text is KeyScope {
  return (keyScopes as readonly string[]).includes(text);
}
