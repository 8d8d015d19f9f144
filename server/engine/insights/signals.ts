/** Named numbers about one guest that the conditions and texts of the catalogue speak of. Null: not known. */
import type { ScoringConfig } from '../config.ts';
import type { Moment } from '../derivation.ts';
import type { Facts, FeedbackEntry, LoyaltyHistory, PopulationFacts, Visit } from '../facts.ts';
import { signalOf } from '../health/feedback-sentiment.ts';
import type { HealthScore } from '../health/score.ts';
import type { Traits } from '../health/traits.ts';
import { pointsOf } from '../loyalty.ts';
import { type Outlook, outlookOn } from '../outlook.ts';
import { ageOn } from '../profile/age.ts';
import type { ProfileCompleteness } from '../profile/completeness.ts';
import { partySizes } from '../profile/dining.ts';
import { type FavoriteItem, favoriteItems, tellingFavorite } from '../profile/favorites.ts';
import { pastSpend } from '../profile/purchases.ts';
import { daysVariation, regularityOf, spanOf, visitDays } from '../rhythm.ts';
import { answered } from '../risk/engagement.ts';
import type { Risk } from '../risk/risk.ts';
import { expectedSpendMinor, spendBetween, spendChange, spendOf } from '../spending.ts';
import { daysToAnniversary } from './anniversaries.ts';
import { reachOf } from './reach.ts';

export const signalUnits = {
  visitDays: 'days',
  tenureDays: 'days',
  silentDays: 'days',
  expectedGapDays: 'days',
  silenceInGaps: 'expected gaps',
  longestGapDays: 'days',
  ownGapDays: 'days',
  longGone: '1: yes, 0: no',
  returnProbability: 'probability',
  engagementRisk: 'probability',
  valueRisk: 'probability',
  regularity: 'points of 100',
  spendPerVisit: 'money units',
  spendAgainstVenue: 'times the venue’s mean',
  spendRose: 'probability',
  recentSpendAgainstUsual: 'times the guest’s usual spend of a horizon',
  lifetimeValuePercentile: 'percent of guests',
  healthScore: 'points of 100',
  scoreChange: 'points',
  member: '1: yes, 0: no',
  programmeInUse: '1: yes, 0: no',
  pointsBalance: 'points',
  pointsRedeemed: 'points',
  feedbackScore: 'points of 100',
  feedbackAgeDays: 'days',
  feedbackCount: 'answers',
  discountShare: 'share of gross',
  discountedVisits: 'visits',
  daysToBirthday: 'days',
  daysToAnniversary: 'days',
  visitsToMilestone: 'visit days',
  nextMilestone: 'visit days',
  favoriteVisits: 'visits',
  partySize: 'people',
  groupShare: 'share of visits',
  atTableShare: 'share of visits',
  deliveredShare: 'share of visits',
  messageChannels: 'channels',
  optedOut: '1: yes, 0: no',
  sendsUnanswered: 'sends',
  profileScore: 'points of 100',
  hasBirthDate: '1: yes, 0: no',
  age: 'years',
} as const;

export type SignalName = keyof typeof signalUnits;

/** What each is called where it is shown as evidence. */
export const signalNames: Readonly<Record<SignalName, string>> = {
  visitDays: 'days with a visit',
  tenureDays: 'days since the first visit',
  silentDays: 'days since the last visit',
  expectedGapDays: 'expected days between visits',
  silenceInGaps: 'silence in expected gaps',
  longestGapDays: 'longest silence before',
  ownGapDays: 'mean days between visits',
  longGone: 'gone for long',
  returnProbability: 'chance of a return within the horizon',
  engagementRisk: 'risk of no reaction',
  valueRisk: 'risk of spending less',
  regularity: 'regularity',
  spendPerVisit: 'expected spend per visit',
  spendAgainstVenue: 'spend per visit against the venue’s',
  spendRose: 'chance that spending rose',
  recentSpendAgainstUsual: 'recent spend against the usual',
  lifetimeValuePercentile: 'guests who spent less in all',
  healthScore: 'health score',
  scoreChange: 'change of the health score',
  member: 'member of the loyalty programme',
  programmeInUse: 'loyalty programme in use here',
  pointsBalance: 'balance of points',
  pointsRedeemed: 'points redeemed',
  feedbackScore: 'latest feedback',
  feedbackAgeDays: 'age of the latest feedback',
  feedbackCount: 'feedback given',
  discountShare: 'discounts among the gross spend',
  discountedVisits: 'visits with a discount',
  daysToBirthday: 'days until the birthday',
  daysToAnniversary: 'days until the anniversary of the first visit',
  visitsToMilestone: 'visit days until the next milestone',
  nextMilestone: 'next milestone',
  favoriteVisits: 'visits with the favourite item',
  partySize: 'usual party size',
  groupShare: 'visits as a larger party',
  atTableShare: 'visits served at the table',
  deliveredShare: 'orders delivered',
  messageChannels: 'channels that may be written to',
  optedOut: 'refused every channel',
  sendsUnanswered: 'messages in a row without an answer',
  profileScore: 'completeness of the profile',
  hasBirthDate: 'birth date on record',
  age: 'age',
};
export type Signals = Readonly<Record<SignalName, number | null>>;

/** What was computed of the guest before. */
export interface Known {
  readonly health: HealthScore;
  readonly completeness: ProfileCompleteness;
  readonly engagementRisk: Risk;
  readonly valueRisk: Risk;
}

type Needed = Pick<Facts, 'visits' | 'items' | 'identity' | 'loyalty' | 'feedback' | 'sends' | 'population'>;

/** 0 to 100; null: the feedback says nothing in numbers. */
export function gradeOf(entry: FeedbackEntry, config: ScoringConfig): number | null {
  return signalOf(entry, config)?.points ?? null;
}

const milestones = [10, 25, 50, 100, 250, 500, 1_000] as const;

function balanceOf({ transactions }: LoyaltyHistory): number {
  const adjusted = transactions.reduce((total, { kind, points }) => total + (kind === 'ADJUST' ? (points ?? 0) : 0), 0);
  return Math.max(
    0,
    pointsOf(transactions, 'EARN') + adjusted - pointsOf(transactions, 'REDEEM') - pointsOf(transactions, 'EXPIRE'),
  );
}

/** Null: there is none. */
function longestGap(days: readonly number[]): number | null {
  let longest = 0;
  for (let index = 1; index < days.length; index += 1) longest = Math.max(longest, (days[index] ?? 0) - (days[index - 1] ?? 0));
  return days.length < 2 ? null : longest;
}

/** The few that call for attention by themselves. */
export type RhythmSignals = Pick<Signals, 'visitDays' | 'tenureDays' | 'silentDays' | 'longestGapDays' | 'regularity'>;

export function rhythmSignals(
  { days, gapVariation }: Pick<Traits, 'days' | 'gapVariation'>,
  outlook: Outlook | null,
  { fleetGapVariation }: Pick<PopulationFacts, 'fleetGapVariation'>,
  day: number,
  config: ScoringConfig,
) {
  const firstDay = days[0];
  return {
    visitDays: days.length,
    tenureDays: firstDay === undefined ? null : day - firstDay,
    silentDays: outlook?.silentDays ?? null,
    longestGapDays: longestGap(days),
    regularity: regularityOf(gapVariation, days.length - 1, fleetGapVariation, config),
  } satisfies RhythmSignals;
}

function visitSignals(facts: Needed, day: number, config: ScoringConfig) {
  const { visits, population } = facts;
  const days = visitDays(visits);
  const span = spanOf(days);
  const own = outlookOn(days, day, population, config);
  const next = milestones.find((count) => count > days.length) ?? null;
  return Object.assign(rhythmSignals({ days, gapVariation: daysVariation(days, config) }, own, population, day, config), {
    expectedGapDays: own?.expectedGapDays ?? null,
    silenceInGaps: own === null ? null : own.silentDays / own.expectedGapDays,
    returnProbability: own?.returnWithin(population.horizonDays) ?? null,
    ownGapDays: span === null || days.length < 2 ? null : (span.lastDay - span.firstDay) / (days.length - 1),
    longGone: own === null ? null : longGone(own, config) ? 1 : 0,
    daysToAnniversary: span === null ? null : daysToAnniversary(span.firstDay, day),
    visitsToMilestone: next === null ? null : next - days.length,
    nextMilestone: next,
  });
}

/** Far beyond the own rhythm and for long: eight gaps alone are a month for who came twice a week. */
function longGone({ silentDays, expectedGapDays }: { silentDays: number; expectedGapDays: number }, { actions }: ScoringConfig) {
  return silentDays >= actions.goneDays && silentDays >= actions.goneGaps * expectedGapDays;
}

/** Of the visits that say how they were served; one kind nowhere on record leaves the guest at the table. */
function companySignals({ visits: history }: Needed, config: ScoringConfig) {
  const { visits } = history;
  const served = visits.flatMap(({ serviceType }) => (serviceType === null ? [] : [serviceType.toUpperCase()]));
  const parties = visits.flatMap(({ partySize }) => (partySize === null ? [] : [partySize]));
  const share = (count: number, of: number, none: number) => (of === 0 ? none : count / of);
  const away = (kinds: readonly string[]) => served.filter((kind) => kinds.includes(kind)).length;
  return {
    partySize: partySizes(history).median,
    groupShare: share(parties.filter((people) => people >= config.lifeStage.largerParty).length, parties.length, 0),
    atTableShare: 1 - share(away(['TAKEAWAY', 'DELIVERY']), served.length, 0),
    deliveredShare: share(away(['DELIVERY']), served.length, 0),
  };
}

/** Spend of the last horizon over what the guest spends in one on average; null: known for less than two horizons, or no spend. */
function recentAgainstUsual(visits: readonly Visit[], horizonDays: number, day: number): number | null {
  const firstDay = visits[0]?.day;
  if (firstDay === undefined || day - firstDay < 2 * horizonDays) return null;
  const usual = (spendOf(visits).netMinor * horizonDays) / (day - firstDay);
  return usual <= 0 ? null : spendBetween(visits, day - horizonDays, day).netMinor / usual;
}

function moneySignals({ visits, population }: Needed, day: number, config: ScoringConfig) {
  const spend = spendOf(visits.visits);
  const venueMean = population.meanSpendMinor;
  const perVisit = venueMean === null ? null : expectedSpendMinor(spend, venueMean, config);
  const priced = visits.visits.filter(({ grossMinor, discountMinor }) => (grossMinor ?? 0) > 0 && discountMinor !== null);
  const total = (of: 'grossMinor' | 'discountMinor') => priced.reduce((so, visit) => so + (visit[of] ?? 0), 0);
  return {
    spendPerVisit: perVisit === null ? null : perVisit / config.minorPerMajor,
    spendAgainstVenue: perVisit === null || venueMean === null || venueMean === 0 ? null : perVisit / venueMean,
    recentSpendAgainstUsual: recentAgainstUsual(visits.visits, population.horizonDays, day),
    spendRose: spendChange(visits.visits, day, config)?.probabilityUp ?? null,
    lifetimeValuePercentile: pastSpend(visits, population, day, config).percentile,
    discountShare: priced.length === 0 ? null : total('discountMinor') / total('grossMinor'),
    discountedVisits: priced.filter(({ discountMinor }) => (discountMinor ?? 0) > 0).length,
  };
}

function voiceSignals({ feedback, loyalty, sends, identity, population }: Needed, day: number, config: ScoringConfig) {
  const graded = feedback.entries.filter((entry) => gradeOf(entry, config) !== null);
  const newest = graded.at(-1);
  const delivered = sends.sends.filter((send) => send.deliveredAt !== null && send.day > day - config.risk.actionWindowDays);
  const { birthDay } = identity;
  const consents = [identity.consentEmail, identity.consentSms, identity.consentPush];
  return {
    member: loyalty === null ? 0 : 1,
    programmeInUse: population.redeemedShare === null ? 0 : 1,
    pointsBalance: loyalty === null ? null : balanceOf(loyalty),
    pointsRedeemed: loyalty === null ? null : pointsOf(loyalty.transactions, 'REDEEM'),
    feedbackScore: newest === undefined ? null : gradeOf(newest, config),
    feedbackAgeDays: newest === undefined ? null : day - newest.day,
    feedbackCount: graded.length,
    daysToBirthday: birthDay === null ? null : daysToAnniversary(birthDay, day),
    hasBirthDate: birthDay === null ? 0 : 1,
    age: birthDay === null ? null : ageOn(birthDay, day),
    messageChannels: reachOf(identity, sends, config).length,
    optedOut: consents.includes(false) && !consents.includes(true) ? 1 : 0,
    sendsUnanswered: delivered.some(answered) ? 0 : delivered.length,
  };
}

export interface Guest {
  readonly signals: Signals;
  readonly favorite: FavoriteItem | null;
}

export function signalsOf(facts: Needed, known: Known, { day, config }: Pick<Moment, 'day' | 'config'>): Guest {
  const favorite = tellingFavorite(favoriteItems(facts.items, facts.population.itemShares, day, config));
  const rest = {
    engagementRisk: known.engagementRisk.probability,
    valueRisk: known.valueRisk.probability,
    healthScore: known.health.healthScore,
    scoreChange: known.health.trend?.change ?? null,
    favoriteVisits: favorite?.visits ?? null,
    profileScore: known.completeness.overallScore,
  };
  const visited = Object.assign(
    visitSignals(facts, day, config),
    companySignals(facts, config),
    moneySignals(facts, day, config),
  );
  // Not by spreading: with this many properties that is fifty times slower.
  const signals = Object.assign(visited, voiceSignals(facts, day, config), rest);
  return { signals, favorite };
}
