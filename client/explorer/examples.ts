/** A tab of the editor. */
export interface Example {
  readonly query: string;
  readonly variables?: string;
}

/** What the examples are about. */
export interface ExampleSubjects {
  /** Customers that exist, best guest first; may be empty. */
  readonly customerIds: readonly string[];
  /** A day of the past, ISO 8601, for the question "as of then". */
  readonly pastDay: string;
}

const customers = `# Your guests, healthiest first.
# Press the triangle, or Ctrl+Enter, to ask.
query Customers {
  customers(
    first: 10
    orderBy: { field: HEALTH_SCORE, direction: DESC }
  ) {
    totalCount
    nodes {
      id
      name
      segment
      healthScore { healthScore healthLevel }
    }
    pageInfo { hasNextPage endCursor }
  }
}
`;

const purchases = `# What one guest bought: worth, habits, favourites.
# The guest's id is in "Variables" below.
query PurchaseHistory($id: ID!) {
  enhancedCustomerProfile(customerId: $id) {
    customer { name segment }
    asOf
    purchaseHistoryAnalysis {
      lifetimeValue {
        total { amount currency }
        last12Months { amount }
        percentile
        trend { direction probabilityUp }
      }
      spendingPatterns {
        averageOrderValue { amount }
        itemsPerVisit
        priceSensitivity { level discountShare }
      }
      favoriteItems { name visits share lift }
      categoryPreferences { category share venueShare trend }
    }
  }
}
`;

const part = `{
        score weight contribution
        trend { change direction }
        evidence { name value unit }
        insufficientData { message }
      }`;

const health = `# The whole health score, with the evidence
# behind each number. A null is "not enough data",
# with the reason beside it; a zero is measured.
query HealthScore($id: ID!) {
  customerHealthScore(customerId: $id) {
    customer { name }
    healthScore
    healthLevel
    exactScore
    coverage
    confidence
    asOf
    insufficientData { message have need expectedReadyOn }
    components {
      visitFrequency ${part}
      spendingBehavior ${part}
      recencyFactor ${part}
      loyaltyEngagement { score insufficientData { message } }
      feedbackSentiment { score insufficientData { message } }
      communicationResponse {
        score insufficientData { message }
      }
    }
    trend { previous change days direction }
  }
}
`;

const past = `# The same guest then and now: "asOf" answers with
# exactly what was known at that instant.
query ThenAndNow($id: ID!, $past: DateTime!) {
  then: customerHealthScore(customerId: $id, asOf: $past) {
    asOf healthScore healthLevel dataPoints
  }
  now: customerHealthScore(customerId: $id) {
    asOf healthScore healthLevel dataPoints
  }
}
`;

const predictions = `# When does this guest come back, how surely, and
# what is it worth? And how often was that right here?
query Predictions($id: ID!) {
  customerHealthScore(customerId: $id) {
    predictionModels(horizonDays: 30) {
      tier
      nextVisit { returnProbability p10 p50 p90 }
      visits { expected lower upper }
      lifetimeValue { expected { amount currency } lower { amount } upper { amount } }
      churnReaches80On
      churnPrevention { driver effect action { title } doBefore }
      insufficientData { message }
    }
  }
  modelCard { verdict }
}
`;

const whatIf = `# What if she came twice within three weeks?
# The same functions answer, and nothing is stored.
query WhatIf($id: ID!) {
  now: customerHealthScore(customerId: $id) { healthScore healthLevel }
  then: whatIf(customerId: $id, changes: [{ visits: { count: 2, everyDays: 10 } }]) {
    healthScore
    healthLevel
    components { visitFrequency { score } recencyFactor { score } spendingBehavior { score } }
  }
}
`;

const batch = `# Several guests at once, in the order of the ids.
# An unknown id is a null with its own error;
# its neighbours are spared.
query Batch($ids: [ID!]!) {
  customerHealthScores(customerIds: $ids) {
    customerId
    customer { name }
    healthScore
    healthLevel
  }
}
`;

const viewer = `# Who is asking, and what may this role do?
# Browse the whole manual with the book icon.
query WhoAmI {
  viewer { name role permissions reach }
}
`;

/** The tabs that the editor opens with on a first visit. */
export function examples({ customerIds, pastDay }: ExampleSubjects): Example[] {
  const id = customerIds[0] ?? 'put a customer id here';
  const ids = customerIds.length > 0 ? customerIds : [id];
  const variables = (values: Readonly<Record<string, unknown>>) => JSON.stringify(values, null, 2);
  return [
    { query: customers },
    { query: purchases, variables: variables({ id }) },
    { query: health, variables: variables({ id }) },
    { query: past, variables: variables({ id, past: `${pastDay}T23:59:59Z` }) },
    { query: predictions, variables: variables({ id }) },
    { query: whatIf, variables: variables({ id }) },
    { query: batch, variables: variables({ ids }) },
    { query: viewer },
  ];
}
