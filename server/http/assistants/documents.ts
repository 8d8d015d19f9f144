/**
 * What assistants may ask: whole documents of GraphQL, run through the same door as everybody's. They name no e-mail, phone, birth date or
 * dietary need at all, and comments only for who may read contact data.
 */

const money = '{ amount currency }';
const lack = '{ reason message have need expectedReadyOn }';
const action = `{ title description channel expectedNetValue ${money} confidence }`;
const component = `{ score weight contribution withoutSpread trend { change direction days } evidence { name value unit } insufficientData { message } }`;
const difference = '{ before after difference }';
const risks = `riskAssessment { churnRisk { probability riskLevel horizonDays } valueAtRisk ${money} }`;

export const findGuests = `query AssistantFindGuests($search: String, $filter: CustomerFilter, $orderBy: CustomerOrder, $first: Int!, $after: String) {
  customers(search: $search, filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
    totalCount
    nodes { id name segment city healthScore { healthScore healthLevel ${risks} } }
    pageInfo { hasNextPage endCursor }
  }
}`;

export const guestOverview = `query AssistantGuestOverview($customerId: ID!, $asOf: DateTime, $now: Boolean!, $contact: Boolean!) {
  enhancedCustomerProfile(customerId: $customerId, asOf: $asOf) {
    customerId asOf
    customer {
      name segment city language createdAt
      ... @include(if: $now) {
        consentEmail consentSms consentPush
        loyaltyAccount { tier joinedAt }
        segments { name }
        feedback(first: 3) { nodes { at source rating nps sentiment comment @include(if: $contact) } }
      }
    }
    profileCompleteness { overallScore completenessLevel missingFields { field } }
    behavioralPreferences {
      visitPatterns { visits visitDays firstVisitAt lastVisitAt visitsPer30Days meanGapDays preferredDay preferredDaypart }
    }
    purchaseHistoryAnalysis {
      lifetimeValue { total ${money} last12Months ${money} percentile trend { direction } }
      spendingPatterns { averageOrderValue ${money} itemsPerVisit priceSensitivity { level } }
      favoriteItems { name visits share }
    }
    relationshipStrength { overallScore strengthLevel }
    personalizedInsights { nextBestActions ${action} tailoredOffers ${action} riskFactors { kind riskLevel description } }
  }
  customerHealthScore(customerId: $customerId, asOf: $asOf) {
    healthScore healthLevel confidence insufficientData ${lack}
    trend { change direction days }
    ${risks}
  }
}`;

export const whyThisScore = `query AssistantWhyThisScore($customerId: ID!, $asOf: DateTime) {
  customerHealthScore(customerId: $customerId, asOf: $asOf) {
    customerId customer { name } asOf
    healthScore healthLevel exactScore coverage confidence method dataPoints week configVersion insufficientData ${lack}
    components {
      visitFrequency ${component}
      spendingBehavior ${component}
      loyaltyEngagement ${component}
      feedbackSentiment ${component}
      communicationResponse ${component}
      recencyFactor ${component}
    }
    change {
      previous current change days previousLevel currentLevel significance
      causes { cause points evidence { name value unit } }
      components { component change lateData behavior time base configuration }
    }
    benchmarkComparison { segmentAverage industryAverage topPerformerAverage percentileRank }
    riskAssessment { churnRisk { probability riskLevel typicalProbability horizonDays drivers { name value typicalValue unit effect } } }
  }
}`;

export const whatIf = `query AssistantWhatIf($customerId: ID!, $changes: [WhatIfChange!]!) {
  whatIf(customerId: $customerId, changes: $changes) {
    customerId customer { name } asOf healthScore healthLevel insufficientData ${lack}
    hypothesis {
      days visits { date spend ${money} } feedback { date rating nps } messages { date channel }
      healthScore ${difference} exactScore ${difference} levelBefore levelAfter
      components { component score ${difference} contribution ${difference} }
    }
  }
}`;

export const todaysActions = `query AssistantTodaysActions($alerts: HealthAlertFilter, $guests: CustomerFilter, $first: Int!) {
  healthAlerts(filter: $alerts, first: $first) {
    totalCount
    nodes { id kind severity message raisedAt assignee customerId customer { name } suggestedAction ${action} }
  }
  customers(filter: $guests, orderBy: { field: VALUE_AT_RISK, direction: DESC }, first: $first) {
    nodes { id name healthScore { healthScore healthLevel ${risks} insights { recommendations ${action} } } }
  }
}`;

export const portfolioOverview = `query AssistantPortfolioOverview($filter: CustomerFilter, $asOf: DateTime) {
  portfolio(filter: $filter, asOf: $asOf) {
    asOf isRecord customers scored meanScore insufficientData ${lack}
    healthLevels { level customers share }
    risks { churn { level customers share } }
    completenessLevels { level customers share }
    needsAttention valueAtRisk ${money} last12Months ${money}
    trend { guests meanBefore meanNow change insufficientData { message } }
    segments { segment customers meanScore trend { change } }
  }
  venue { currency timeZone horizonDays alertThreshold trendDays lastEventOn }
}`;

export const interventionReport = `query AssistantInterventionReport($from: DateTime, $to: DateTime, $action: String, $windowDays: Int!, $filter: CustomerFilter) {
  interventionReport(from: $from, to: $to, action: $action, windowDays: $windowDays, filter: $filter) {
    from to asOf windowDays intervalLevel marginShare method
    actions {
      action title verdict headline treated control pending contaminated
      returned { difference low high qValue control }
      spend { difference ${money} low ${money} high ${money} qValue }
      netGain { value ${money} low ${money} high ${money} qValue }
      roi { value low high }
      insufficientData { message }
    }
  }
}`;
