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
    /** Repeaters that a venue type's prior counts for, in what is told of its weight. † */
    priorRepeaters: 15,
    /** Repeaters below which nothing is predicted. */
    leastRepeaters: 15,
    /** Guests that a fit is made on at most: beyond, the lowest hashes. More would move no parameter by more than its error. † */
    mostGuests: 20_000,
    /**
     * Natural logarithms of parameters stay within ±maxLog (1/8,100 to 8,100): guests who are all alike would drive them to infinity,
     * where nothing changes but the cost. Within edge of it a fit counts as not converged. †
     */
    maxLog: 9,
    edge: 0.01,
    /**
     * Where searches begin; the first is also what small bases are pulled towards. r: evenness of guests' rates; a, b: leaving after a
     * visit; s: evenness of the rates of leaving, stay: mean gaps that make its beta. † About CDNOW's, then steadier, then shorter-lived.
     */
    shapes: [
      { r: 0.55, a: 0.8, b: 2, s: 0.6, stay: 1.5 },
      { r: 1.5, a: 0.5, b: 4, s: 1, stay: 6 },
      { r: 0.3, a: 2, b: 4, s: 0.4, stay: 0.5 },
    ],
    /** Standard deviation of the logarithms of parameters in the prior of small bases: a factor of 2.7 either way. † */
    priorSd: 1,
    /** Steps from each start, on so many groups at most; steps from the lowest place; of the simplex, and its edge in logarithms. † */
    firstSteps: 12,
    startGroups: 400,
    slopeSteps: 100,
    simplexSteps: 200,
    simplexEdge: 0.005,
    /** Change and largest slope by a logarithm, as shares of the cost, at which a search ends: parameters then keep 6 digits. † */
    valueTolerance: 1e-13,
    slopeTolerance: 1e-9,
  },
  /**
   * What a venue of which only a typical gap and a share of returning first guests are known is taken for. † Fits of CDNOW and of a coffee
   * machine, divided by the typical gap of each, lie about these; one parameter of each model is left to the share.
   */
  venuePrior: {
    /** Evenness of rates; alpha in typical gaps for k = 1; a + b. */
    mbg: { r: 0.45, pace: 0.65, leaving: 2 },
    bg: { pace: 0.45, a: 0.8, b: 2 },
    pareto: { pace: 1.2, s: 0.75, stay: 1.9 },
    /** Range of the free parameter: the chance to leave after a visit (MBG), r (BG, Pareto). */
    leavingRange: [0.02, 0.95],
    rateRange: [0.02, 20],
  },
  /** Spend per visit day (Gamma-Gamma). */
  spend: {
    /** Guests with a paid repeat day that a fit needs; also each third, where it is split by frequency. */
    spendersNeeded: 30,
    /** Correlation of frequency and spend, either way, from which on thirds by frequency are fitted apart. */
    dependence: 0.3,
    /** Shape of a guest's spends beyond which they hardly vary (3 % around the mean): p would run away. † */
    shapeCap: 1_000,
    /** Visits that the venue's mean then counts for. */
    shrinkWeight: 3,
    /** Natural logarithms of parameters (of spends around 1) stay within this: guests who all spend alike would drive q to infinity. † */
    maxLog: 9,
    /** Where searches begin; the first is also what fits on few guests are pulled towards. † Spends of shops, and steadier ones. */
    starts: [
      { p: 5, q: 4 },
      { p: 60, q: 12 },
    ],
    /** Guests below which they are, and the standard deviation of ln p and ln q then. † */
    penalisedSpenders: 100,
    priorSd: 1,
    /** Steps from each start; the search goes on from the lowest place. † */
    firstSteps: 12,
    /** Change and largest slope by a logarithm, as shares of the cost, at which a search ends. † */
    valueTolerance: 1e-12,
    slopeTolerance: 1e-8,
  },
  visitCounts: {
    /** Expected visits for k > 1: the sum ends when the rest is below this share of it, or after so many stages. † About 1 ms at most. */
    settled: 1e-10,
    mostStages: 100_000,
  },
  nextVisit: {
    /** Dates are days: 1e-4 weeks are a minute. */
    toleranceWeeks: 1e-4,
    /** Beyond a hundred years a date is no date: never. † */
    farthestWeeks: 5_200,
  },
  champion: {
    /** Of the method: raise it when stored fits must be made anew. */
    version: 2,
    /** Horizons of the model card, days. */
    cardHorizonDays: [7, 30, 90],
    /** Back-test days before the last known day, in horizons of the asked length and in days. † */
    horizonOffsets: [1, 1.5, 2],
    originOffsets: [60, 135, 180, 270, 365],
    /** Offsets nearer than this (difference of natural logarithms) count as the same. † */
    sameOffset: 0.2,
    /** Days of history that an origin must have before it. † */
    leastHistoryDays: 60,
    /** Guests and repeaters that an origin must have. † */
    originGuests: 50,
    originRepeaters: 20,
    /** Guests that the back-test looks at: those of the lowest hashes. † More cost time and teach next to nothing. */
    sampledGuests: 2_500,
    /** What is blended, in this order. */
    models: ['BG_NBD', 'MBG_NBD', 'MBG_CNBD_2', 'MBG_CNBD_3', 'PARETO_NBD'],
    /** Shape r of the rates above which guests hardly differ. † */
    uniformShape: 20,
    /** Refits at past days: steps of the search, standard deviation of the weak prior (logarithms), steps of age in the rounding. † */
    refitSteps: 15,
    refitPriorSd: 4,
    coarseSteps: 60,
    /** A base model's logit or logarithm is held within this: no model is surer of anything. */
    farthestSaying: 9,
    /** A base model whose past log loss exceeds the best one's by this share has 1/e of its weight. † */
    weightStep: 0.02,
    /** Prior standard deviations: slope per standardised feature, weight of a model's deviation, level of an origin, shift. † */
    slopeSpreads: { LOGIT: 0.18, POISSON: 0.1 },
    deviationSpreads: { LOGIT: 0.35, POISSON: 0.15 },
    levelSpread: 1,
    shiftSpread: 0.35,
    /** Standard deviation between the levels of two origins that is assumed at least: no two seasons are alike. † */
    leastShock: 0.08,
    /** Share of what the origins' levels differ by that returns a year later; days by which its time of year may shift (sd). † */
    seasonShare: 0.9,
    seasonDays: 17,
    /** Share of the next shorter horizon's slopes and shift that a horizon's own are pulled to. † */
    carriedSlopes: 0.8,
    carriedShift: 0.8,
    /** Shares of shift and slopes that are tried; those used without trials, and the nats that moving from them by 1 must gain. † */
    shareGrid: [0, 0.25, 0.5, 0.75, 1],
    priorShares: { shift: 0.75, slopes: 0.75 },
    shareTrust: 10,
    /** A horizon's trials count 1/e for one that is this (difference of natural logarithms) away. † */
    horizonReach: 2.5,
    /** Spreads of visit counts that are tried, on this many guests who returned at most. */
    evennessGrid: [0.15, 0.3, 0.45, 0.6, 0.8, 1, 1.3],
    sizeGrid: [0.5, 1, 2, 4, 8, 16, 40, 150],
    spreadExamples: 2_000,
    /** Origins per horizon that the model card shows: the latest. */
    cardOrigins: 5,
    /** Share of the correction from which on the card calls it used. † */
    learnedShare: 0.25,
    /** Differences of AUC and (relative) log loss within which recency alone does as well. † */
    sameAuc: 0.01,
    sameLogLoss: 0.01,
  },
} as const;
