/** What a key may do beyond its role, as it is stored: `metrics` reads /metrics. */
export const keyScopes = ['metrics'] as const;

export type KeyScope = (typeof keyScopes)[number];

/** Whether there is such a scope, spelled exactly. */
export function isKeyScope(text: string): text is KeyScope {
  return (keyScopes as readonly string[]).includes(text);
}
