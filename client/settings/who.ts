/** Who did something, short enough to read: of a session's id the first four characters tell it from others. */
export function shortWho(principal: string): string {
  return principal.replace(/^(session:\w{4})\w+$/, '$1');
}
