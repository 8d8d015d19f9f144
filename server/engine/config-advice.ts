/**
 * The part of the configuration (config.ts) that says what calls for attention and what is suggested to do about it. † marks our own
 * design choices.
 */
export const adviceRules = {
  alerts: {
    /** A score below it raises an alert (HEALTH_SCORE_ALERT_THRESHOLD), points. */
    scoreBelow: 40,
    /** Points lost within the trend window that count as sharp. † */
    sharpDrop: 10,
    /** Points by which a level must be missed to count as lost, so that nobody flickers. † */
    levelMargin: 2,
    /** Visit days that a guest needs before the score or a silence raises an alert. */
    visitDays: 3,
    /** Probabilities of churn whose crossing raises an alert. */
    churnMedium: 0.5,
    churnHigh: 0.8,
    /** Feedback at or below it (0 to 100) is bad: 2 of 5 stars, 0 to 4 of NPS. † Newer than this many days it raises an alert. † */
    badFeedback: 40,
    feedbackDays: 30,
    /** Percentile of lifetime value from which on bad feedback is critical: the top decile. */
    topValue: 90,
    /** Visit days and regularity of a regular, and the own gaps of silence that raise an alert. */
    regularVisitDays: 10,
    regularScore: 60,
    silentGaps: 2,
    /** Points, and probability of churn, by which a number must come back beyond its threshold before its alert clears. † */
    clearPoints: 5,
    clearProbability: 0.05,
    /** Hours without an answer after which an alert is told once more. † */
    criticalHours: 1,
    highHours: 24,
    /** Days between a scoring's instant and the present beyond which it is a look back that raises nobody. † */
    presentDays: 1,
  },
  actions: {
    /** Language of the catalogue's texts; English where a text has no such translation. † */
    language: 'en',
    /** Share of the net spend that is left after what the visit itself costs (ingredients). † An order of magnitude of the trade. */
    marginShare: 0.65,
    /** Chance that a delivered message is noticed, until the guest's own sends show it. † */
    noticed: { EMAIL: 0.35, SMS: 0.85, PUSH: 0.45 },
    /** Sends that this chance counts for. † */
    noticedWeight: 10,
    /** Probability of return from which on nobody gets a discount: the guest is likely to come anyway. † */
    noDiscountFrom: 0.5,
    /** Feedback of at most these points (of 100) is a complaint; it counts as open for these days. † */
    complaintScore: 40,
    complaintDays: 60,
    /** Expected gaps and days of silence from which on a guest is long gone: one last hello, and no more winning back. † */
    goneGaps: 8,
    goneDays: 180,
    /** Messages of a year without an answer from which on only who stays away is written to. † */
    unansweredSends: 8,
    /** Suggestions to sell more in one list: more of them at one table is pushing. † */
    listedUpsells: 2,
    /** Times the guest's usual spend from which on less is a return to normal, no loss. † The inverse of the three quarters below which it is one. */
    unusualSpend: 4 / 3,
    /** Days that an action is not suggested again after it was recorded for the guest, as done or as the control. † */
    restDays: 60,
    /** Suggestions shown per list. † */
    listed: 5,
    /** Years below which nobody gets marketing. */
    adultYears: 18,
  },
} as const;
