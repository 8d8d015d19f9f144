/** Rules of what a guest may like because others order it together with what the guest orders. † marks our own design choices. */
export const recommendationRules = {
  recommendations: {
    /** Items of the menu that are looked at: those on most bills. † */
    menuItems: 200,
    /** Bills of the year that are looked at, about; of a larger venue those of some guests only. † */
    mostBills: 300_000,
    /** Different items on a bill beyond which it is that of a feast and says nothing of what goes together. † */
    mostOnBill: 30,
    /** Bills with items below which nothing is said. † */
    billsNeeded: 200,
    /** Guests who had both items: fewer are a habit of these few, and nobody else's business. */
    guestsNeeded: 5,
    /** z of the lower bound of the lift, one-sided 99 %: thousands of pairs are looked at. † */
    boundZ: 2.3263,
    /** Lower bound of the lift from which on two items go together. † */
    leastLift: 1.1,
    /** Best partners of an item that are kept. † */
    partners: 20,
    /** Days without a sale after which an item counts as off the menu. † */
    offMenuDays: 28,
    /** Days before the instant whose orders are the guest's own, and after which one weighs half. † */
    ownDays: 365,
    halfLifeDays: 180,
    /** Visits with items that a guest needs, and visits with an item that make it an own one. † */
    visitsNeeded: 3,
    ownVisits: 2,
    /** Days within which an order makes an item nothing new. † */
    latelyDays: 180,
    /** Own items that are named as the reason, and items that are recommended. † */
    reasons: 3,
    listed: 5,
    /** Of one category of the menu: five wines are no choice. † */
    listedOfCategory: 1,
  },
} as const;
