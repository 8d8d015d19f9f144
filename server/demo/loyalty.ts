/** The loyalty programme: one point per whole unit of money spent, 100 points are worth 5.00, points live twelve months. */
export const pointsPerReward = 100;
export const rewardMinor = 500;
const pointsLiveDays = 365;

export type Tier = 'BRONZE' | 'SILVER' | 'GOLD';

/** Points earned within a year that a tier asks for, and the discount it gives. */
export const tiers: readonly { readonly tier: Tier; readonly fromPoints: number; readonly discount: number }[] = [
  { tier: 'GOLD', fromPoints: 1200, discount: 0.05 },
  { tier: 'SILVER', fromPoints: 400, discount: 0 },
  { tier: 'BRONZE', fromPoints: 0, discount: 0 },
];

export interface LoyaltyTransaction {
  readonly at: number;
  readonly kind: 'EARN' | 'REDEEM' | 'EXPIRE' | 'ADJUST' | 'TIER';
  /** Never negative: the kind says which way. Null for a mere change of tier. */
  readonly points: number | null;
  /** The tier from now on; null: unchanged. */
  readonly tier: Tier | null;
}

/** A member's account, from joining on. */
export interface Account {
  readonly joinedAt: number;
  tier: Tier;
  tierSinceDay: number;
  /** Points not yet used, oldest first. */
  lots: { readonly day: number; points: number }[];
  /** Points earned by day, for the tier. */
  earned: { readonly day: number; readonly points: number }[];
  earnedPoints: number;
  redeemedPoints: number;
  readonly transactions: LoyaltyTransaction[];
}

export function openAccount(joinedAt: number, day: number): Account {
  const joined: LoyaltyTransaction = { at: joinedAt, kind: 'TIER', points: null, tier: 'BRONZE' };
  return {
    joinedAt,
    tier: 'BRONZE',
    tierSinceDay: day,
    lots: [],
    earned: [],
    earnedPoints: 0,
    redeemedPoints: 0,
    transactions: [joined],
  };
}

export function balance(account: Account): number {
  return account.lots.reduce((sum, lot) => sum + lot.points, 0);
}

export function tierDiscount(account: Account): number {
  return tiers.find(({ tier }) => tier === account.tier)?.discount ?? 0;
}

/** Points for what was paid; a tier is reached at once. */
export function earn(account: Account, at: number, day: number, totalMinor: number): void {
  const points = Math.floor(totalMinor / 100);
  if (points === 0) return;
  account.lots.push({ day, points });
  account.earned.push({ day, points });
  account.earnedPoints += points;
  account.transactions.push({ at, kind: 'EARN', points, tier: null });
  const reached = deservedTier(account, day);
  if (rank(reached) > rank(account.tier)) moveTo(account, reached, at + 1000, day);
}

/** Takes points, oldest first. The caller has looked at the balance. */
export function redeem(account: Account, at: number, points: number): void {
  let rest = points;
  account.redeemedPoints += points;
  for (const lot of account.lots) {
    const used = Math.min(lot.points, rest);
    lot.points -= used;
    rest -= used;
  }
  account.lots = account.lots.filter((lot) => lot.points > 0);
  account.transactions.push({ at, kind: 'REDEEM', points, tier: null });
}

/** Points given as an apology; they count as a balance but not towards a tier. */
export function giveGoodwill(account: Account, at: number, day: number, points: number): void {
  account.lots.push({ day, points });
  account.transactions.push({ at, kind: 'ADJUST', points, tier: null });
}

/** On the first of the month: old points expire; a tier that is no longer deserved is lost after half a year in it. */
export function reviewAccount(account: Account, day: number, at: number): void {
  const expired = account.lots.filter((lot) => day - lot.day > pointsLiveDays).reduce((sum, lot) => sum + lot.points, 0);
  if (expired > 0) {
    account.lots = account.lots.filter((lot) => day - lot.day <= pointsLiveDays);
    account.transactions.push({ at, kind: 'EXPIRE', points: expired, tier: null });
  }
  account.earned = account.earned.filter((earning) => day - earning.day <= pointsLiveDays);
  const deserved = deservedTier(account, day);
  if (rank(deserved) < rank(account.tier) && day - account.tierSinceDay >= 180) moveTo(account, deserved, at + 1000, day);
}

function moveTo(account: Account, tier: Tier, at: number, day: number): void {
  account.tier = tier;
  account.tierSinceDay = day;
  account.transactions.push({ at, kind: 'TIER', points: null, tier });
}

function deservedTier(account: Account, day: number): Tier {
  let points = 0;
  for (const earning of account.earned) if (day - earning.day <= pointsLiveDays) points += earning.points;
  return tiers.find(({ fromPoints }) => points >= fromPoints)?.tier ?? 'BRONZE';
}

function rank(tier: Tier): number {
  return tier === 'GOLD' ? 2 : tier === 'SILVER' ? 1 : 0;
}
