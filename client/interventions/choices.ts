/** An action that may be planned. */
export interface Choice {
  readonly action: string;
  readonly title: string;
  /** How many of the guests that were looked at it suits. */
  readonly suits: number;
}

interface Suggested {
  readonly actionId: string;
  readonly title: string;
}

/** The actions that suit most of these guests first. @param guests what is suggested for each. */
export function choicesOf(guests: readonly (readonly Suggested[])[]): readonly Choice[] {
  const found = new Map<string, Choice>();
  for (const suggested of guests)
    for (const { actionId, title } of new Map(suggested.map((one) => [one.actionId, one])).values())
      found.set(actionId, { action: actionId, title, suits: (found.get(actionId)?.suits ?? 0) + 1 });
  return [...found.values()].toSorted((one, other) => other.suits - one.suits || one.title.localeCompare(other.title));
}
