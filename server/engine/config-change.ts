/**
 * The part of the configuration (config.ts) about changes of the score: which are significant, and what a guest may be expected to do
 * to reach a level. † marks our own design choices.
 */
export const changeRules = {
  change: {
    /** Points within the trend window that count as significant. † */
    points: 10,
    /** Points by which a level must be crossed to count, so that nobody flickers. */
    levelMargin: 2,
  },
  path: {
    /** Days within which a level must be reached. */
    days: 90,
    /** Further visits, good feedbacks and answered messages that anybody is expected of. † */
    mostVisits: 12,
    mostFeedback: 2,
    mostResponses: 3,
    /** Visits may come this many times as often as the guest's own expected gap says. † */
    pace: 2,
    /** What each asks of guest and venue; a visit at the quicker pace asks more. † */
    effort: { response: 1, feedback: 1.5, visit: 2, quickVisit: 3 },
    /** Stars of a good feedback. */
    rating: 5,
    /** Ways that are answered. */
    answers: 3,
  },
} as const;
