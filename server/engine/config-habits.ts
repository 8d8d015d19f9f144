/**
 * The part of the configuration (config.ts) that says what counts as a habit of one guest: favourites, days, company, stage of life, ways
 * to write. † marks our own design choices.
 */
export const habitRules = {
  favorites: {
    /** Days after which a visit weighs half. † */
    halfLifeDays: 180,
    /** Visits with the item that a favourite needs. */
    visitsNeeded: 3,
    /** Share of the visits from which on an item is a favourite although everybody orders it. † */
    ownShare: 0.25,
    /** Share of the visits below which nothing is a favourite, however seldom others order it. † */
    leastShare: 0.2,
    /** z of the lower bound: one-sided 90 %. † */
    boundZ: 1.2816,
    /** † More are a menu: a table of six orders ten things thrice. */
    listed: 5,
  },
  categories: {
    /** Change of a share, 0 to 1, that is called a direction. † */
    shareChange: 0.1,
    /** Visits with items that each window of a trend needs. † */
    visitsNeeded: 3,
  },
  behavior: {
    /** Days since the first visit that a visit rate needs, and the days that a shorter time counts as. */
    rateDays: 14,
    ratePeriodDays: 30,
    /** Gaps from which on a regularity is of MEDIUM and of HIGH confidence. The first is our own choice. † */
    mediumGaps: 7,
    highGaps: 10,
    /** Where the dayparts begin, minutes since local midnight; before the first it is still late. † */
    dayparts: { breakfast: 300, lunch: 660, afternoon: 900, dinner: 1_020, late: 1_320 },
    /** Visits that even shares count for in the venue's mix, so that a venue's first guests do not make it. † */
    evenMixWeight: 20,
    /** Visits that the venue's mix counts for beside the own ones. † */
    mixWeight: 4,
    /** z of the lower bound that must beat the venue's share, and visits that must fall there. z: † */
    preferenceZ: 3,
    preferenceVisits: 4,
    /** Visits that the venue's month shares count for, and what seasons need: days from the first to the last visit, visits. */
    monthWeight: 6,
    seasonDays: 365,
    seasonVisits: 12,
    /** z of the lower bound of a share that must beat one half for a choice to be the usual one: one-sided 90 %. † */
    usualZ: 1.2816,
    /** Days within which points count as used, and earnings that the risk of unused points needs. † */
    breakageDays: 180,
    breakageEarnings: 3,
    /** What is assumed of a member who has not redeemed yet: so many redemptions in so many days. † */
    priorRedemptions: 0.5,
    priorRedemptionDays: 180,
    /** Probabilities from which on the risk is MEDIUM and HIGH: thirds. † */
    breakageMedium: 1 / 3,
    breakageHigh: 2 / 3,
  },
  lifeStage: {
    /** Visits that a guess needs, and the probability below which it is not made. */
    visitsNeeded: 8,
    confidenceNeeded: 0.6,
    /** Visits without any sign that the shares below are shrunk with. † */
    signWeight: 4,
    /** Starting points of the four stages, natural logarithms. † Most guests of working age work. */
    start: { STUDENT: -0.8, PROFESSIONAL: 0.5, FAMILY: -1, RETIREE: -1 },
    /**
     * Natural logarithm of the odds that a sign adds to a stage; a share of 0 to 1 adds its part. † The age only where a birth date is on
     * record; tariffs as named by the CRM's segment or by items. Never a name, religion or health.
     */
    signs: {
      childItems: { STUDENT: -3, PROFESSIONAL: -3, FAMILY: 5, RETIREE: -3 },
      largerParties: { STUDENT: 0, PROFESSIONAL: 0, FAMILY: 1, RETIREE: 0 },
      weekdayLunches: { STUDENT: 0, PROFESSIONAL: 1.5, FAMILY: 0, RETIREE: 0 },
      weekdayDaytimes: { STUDENT: 0, PROFESSIONAL: -1.5, FAMILY: 0, RETIREE: 2.5 },
      studentTariff: { STUDENT: 3, PROFESSIONAL: 0, FAMILY: 0, RETIREE: -2 },
      seniorTariff: { STUDENT: -2, PROFESSIONAL: -1, FAMILY: 0, RETIREE: 3 },
      ageTo25: { STUDENT: 1.5, PROFESSIONAL: 0, FAMILY: -1, RETIREE: -4 },
      age26To64: { STUDENT: -1.5, PROFESSIONAL: 0.5, FAMILY: 0, RETIREE: -2 },
      age65: { STUDENT: -4, PROFESSIONAL: -2, FAMILY: -1, RETIREE: 3 },
    },
    /** People at the table from which on a party is a larger one. † */
    largerParty: 3,
    /** Words that mark a tariff in a segment's or an item's name, in lower case. † */
    studentWords: 'student',
    seniorWords: 'senior pensioner',
  },
  social: {
    /** An occasion is a visit with so many people, and so many times the guest's median party. † */
    occasionPeople: 5,
    occasionFactor: 1.5,
    /** Occasions listed, newest first. */
    listed: 10,
    /** Visits with a known party that shares need. † */
    visitsNeeded: 3,
  },
  contact: {
    /** Messages that must have arrived on a channel, and answers to them, before it is preferred. † */
    deliveriesNeeded: 5,
    actionsNeeded: 2,
    /** z of the interval of a response rate: 80 %. † */
    intervalZ: 1.2816,
    /** Answers (clicks and replies) that an hour needs, and hours on either side that count for it. † */
    answersNeeded: 3,
    hourSpread: 1,
  },
} as const;
