import type { ScoringConfig } from '../config.ts';
import { evidence } from '../evidence.ts';
import type { Facts, Identity, PopulationFacts } from '../facts.ts';
import { absent, type Part, ranked } from '../health/component.ts';
import { feedbackSentiment, feedbackTraits } from '../health/feedback-sentiment.ts';
import { loyaltyEngagement, loyaltyTraits } from '../health/loyalty-engagement.ts';
import { priorVisitRate } from '../health/visit-frequency.ts';
import { insufficient } from '../insufficient.ts';
import { clamp } from '../maths/statistics.ts';
import { activeEvidence, type Outlook, outlookOn } from '../outlook.ts';
import { gapsOf, regularity, spanOf, type VisitSpan, visitDays } from '../rhythm.ts';

export type FactorName = keyof ScoringConfig['relationship']['weights'];

/** What the factors look at. */
export type RelationshipFacts = Pick<Facts, 'visits' | 'loyalty' | 'feedback' | 'identity' | 'population'>;

const plain = { percentileSource: null, withoutSpread: false, insufficientData: null } as const;

/**
 * How long the guest has been coming, on a logarithmic scale: the second year counts less than the first. It stops growing when the
 * guest is overdue, so that silence builds nothing up.
 */
function tenure(span: VisitSpan, expected: Outlook, { relationship }: ScoringConfig): Part {
  const { tenureUnitDays, fullTenureDays } = relationship;
  const days = span.lastDay - span.firstDay + Math.min(expected.silentDays, expected.expectedGapDays);
  const score = (100 * Math.log(1 + days / tenureUnitDays)) / Math.log(1 + fullTenureDays / tenureUnitDays);
  return { ...plain, score: clamp(score, 0, 100), evidence: [evidence('days from the first visit until overdue', days, 'days')] };
}

function expectedVisits({ visits, population }: RelationshipFacts, expected: Outlook, config: ScoringConfig): Part {
  const rate = expected.visitsPer30Days;
  const rank = ranked(rate, population.expectedVisitRate, priorVisitRate(population, config));
  return {
    score: rank.percentile,
    evidence: [
      evidence('expected visits', rate, 'visits per 30 days', visits.visits.slice(-3)),
      evidence('percentile of expected visits', rank.percentile, 'percent of guests'),
    ],
    percentileSource: rank.source,
    withoutSpread: rank.withoutSpread,
    insufficientData: null,
  };
}

/** Regularity × active, so that an old rhythm does not praise a guest who left. */
function regular(days: readonly number[], expected: Outlook, population: PopulationFacts, config: ScoringConfig): Part {
  const own = regularity(gapsOf(days), population.fleetGapVariation, config);
  const need = config.rhythm.regularityGaps + 1;
  if (own === null) {
    const message = `Regularity needs ${need} visit days; there are ${days.length}.`;
    return absent(insufficient('TOO_FEW_VISITS', message, days.length, need));
  }
  return {
    ...plain,
    score: own * expected.active,
    evidence: [
      evidence('regularity', own, 'points of 100'),
      evidence(...activeEvidence(expected)),
      evidence('visit days', days.length, 'days'),
    ],
  };
}

/**
 * Channels with consent and an address, each further one counting half as much as the one before. Nobody asked on any channel is
 * unknown; asked and refused is 0.
 */
function reachability(identity: Identity, { relationship }: ScoringConfig): Part {
  const consents = [identity.consentEmail, identity.consentSms, identity.consentPush];
  if (consents.every((consent) => consent === null)) {
    return absent(insufficient('NO_CONSENT', 'Reachability needs a consent on record; the guest was never asked.', 0, 1));
  }
  const reachable = [
    identity.consentEmail === true && identity.email.valid,
    identity.consentSms === true && identity.phone.valid,
    identity.consentPush === true,
  ].filter(Boolean).length;
  const { furtherChannel } = relationship;
  return {
    ...plain,
    score: (100 * (1 - furtherChannel ** reachable)) / (1 - furtherChannel ** consents.length),
    evidence: [evidence('channels with consent and address', reachable, 'channels')],
  };
}

/** The six factors on a day; without a visit there is no relation to measure, so every one is absent. */
export function relationshipParts(
  facts: RelationshipFacts,
  day: number,
  config: ScoringConfig,
): Readonly<Record<FactorName, Part>> {
  const { visits, loyalty, feedback, identity, population } = facts;
  const days = visitDays(visits);
  const span = spanOf(days);
  const expected = outlookOn(days, day, population, config);
  if (span === null || expected === null) {
    const nothing = absent(insufficient('NO_VISITS', 'A relation needs a visit; there is none on record.', 0, 1));
    return {
      tenure: nothing,
      expectedVisits: nothing,
      regularity: nothing,
      reachability: nothing,
      loyalty: nothing,
      feedback: nothing,
    };
  }
  return {
    tenure: tenure(span, expected, config),
    expectedVisits: expectedVisits(facts, expected, config),
    regularity: regular(days, expected, population, config),
    reachability: reachability(identity, config),
    loyalty: loyaltyEngagement(loyalty, loyaltyTraits(loyalty, day, config), population, config),
    feedback: feedbackSentiment(feedback, feedbackTraits(feedback, day, config), population, config),
  };
}
