/** Rules of experiments with actions: who is held back, how long is waited, and how much must be seen before anything is said. */
export const interventionRules = {
  interventions: {
    /** Share of all guests who do not get an action, to learn from the difference. † 10 to 20 % is usual; the more, the sooner it is known. */
    controlShare: 0.2,
    /** Days after an intervention whose visits and spend count as its outcome, unless asked otherwise. † */
    windowDays: 30,
    /** Chance that an interval holds the true value. */
    intervalLevel: 0.9,
    /** Difference in the share of guests who return that is worth knowing of; the guests needed follow from it. † */
    smallestEffect: 0.1,
    /** Guests per arm below which a variance is not trusted, whatever is needed. † */
    guestsPerArm: 30,
    /** Share of the findings of one report that may be chance. † */
    falseDiscoveries: 0.1,
    /** Probability from which on "likely" is said. † */
    likely: 0.8,
    /** p-value below which the arms have other sizes than they should by more than chance. † The usual one of online experiments. */
    ratioMismatch: 0.001,
    /** Visits that the venue's mean spend counts for in what is expected of a guest beforehand, as in the scores. */
    venueSpendWeight: 3,
    /** Days before a week whose interventions its uplifts are learned from. † */
    learnedDays: 730,
    /** Standard deviation of the true uplift around its assumption, as a share of the assumption, and the actions that this counts for. † */
    assumptionSpread: 1,
    assumptionWeight: 5,
    /** Guests with a complete window below which an action's uplift stays the assumption, in each arm. † */
    learnedGuests: 20,
  },
} as const;
