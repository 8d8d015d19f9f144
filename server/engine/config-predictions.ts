/** Constants of the predictions, with unit, reason and source. † marks our own design choices. */
export const predictionRules = {
  fit: {
    /** Repeaters from which a fit is trustworthy, and below which it is penalised and of LOW trust. */
    trustedRepeaters: 200,
    penalisedRepeaters: 100,
    /** What a fit of the venue's own needs; below, the venue type's prior takes part. */
    minimumCustomers: 50,
    minimumRepeaters: 30,
    minimumSpanDays: 90,
    /** Days since the newest visit after which a base says nothing of today. */
    newestVisitDays: 30,
    /** Repeaters below which nothing is predicted. */
    leastRepeaters: 15,
  },
} as const;
