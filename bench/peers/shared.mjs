/** What the peers have in common: the schema, plain async resolvers, a pool, and one DataLoader per table. */
import DataLoader from 'dataloader';
import pg from 'pg';

export const port = Number(process.env.PORT);
export const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10, idleTimeoutMillis: 0 });

export const typeDefs = `
  type Query { customer(id: ID!): Customer customers(first: Int!): CustomerConnection! }
  type CustomerConnection { nodes: [Customer!]! }
  type Customer { id: ID! name: String healthScore: CustomerHealthScore }
  type CustomerHealthScore { healthScore: Int healthLevel: String components: Components! riskAssessment: RiskAssessment! }
  type Components { visitFrequency: Component! spendingBehavior: Component! loyaltyEngagement: Component!
    feedbackSentiment: Component! communicationResponse: Component! recencyFactor: Component! }
  type Component { score: Float }
  type RiskAssessment { churnRisk: Risk! engagementRisk: Risk! valueRisk: Risk! }
  type Risk { probability: Float riskLevel: String }
`;

/** The order of our own lists. */
const list = 'select customer_id, name from customers order by lower(name) collate "C", customer_id limit $1';
const byId = 'select customer_id, name from customers where customer_id = any($1)';
export const scores = `select customer_id, health_score, health_level, visit_frequency, spending_behavior, loyalty_engagement, feedback_sentiment,
  communication_response, recency_factor, churn_probability, churn_risk, engagement_risk_probability, engagement_risk,
  value_risk_probability, value_risk from current_scores where customer_id = any($1)`;

const loaderOf = (text) =>
  new DataLoader(async (ids) => {
    const { rows } = await pool.query(text, [ids]);
    const found = new Map(rows.map((row) => [row.customer_id, row]));
    return ids.map((id) => found.get(id) ?? null);
  });

/** One set per request. */
export const context = () => ({ customers: loaderOf(byId), scores: loaderOf(scores) });

/** Without waiting for anything, as a careful author writes them. */
export const plainResolvers = {
  Query: {
    customer: (_root, { id }, { customers }) => customers.load(id),
    customers: async (_root, { first }) => ({ nodes: (await pool.query(list, [first])).rows }),
  },
  Customer: {
    id: (customer) => customer.customer_id,
    healthScore: (customer, _args, { scores }) => scores.load(customer.customer_id),
  },
  CustomerHealthScore: {
    healthScore: (row) => row.health_score,
    healthLevel: (row) => row.health_level,
    components: (row) => row,
    riskAssessment: (row) => row,
  },
  Components: {
    visitFrequency: (row) => ({ score: row.visit_frequency }),
    spendingBehavior: (row) => ({ score: row.spending_behavior }),
    loyaltyEngagement: (row) => ({ score: row.loyalty_engagement }),
    feedbackSentiment: (row) => ({ score: row.feedback_sentiment }),
    communicationResponse: (row) => ({ score: row.communication_response }),
    recencyFactor: (row) => ({ score: row.recency_factor }),
  },
  RiskAssessment: {
    churnRisk: (row) => ({ probability: row.churn_probability, riskLevel: row.churn_risk }),
    engagementRisk: (row) => ({ probability: row.engagement_risk_probability, riskLevel: row.engagement_risk }),
    valueRisk: (row) => ({ probability: row.value_risk_probability, riskLevel: row.value_risk }),
  },
};

/** The same as most are written: every resolver is an async function. */
export const resolvers = Object.fromEntries(
  Object.entries(plainResolvers).map(([type, fields]) => [
    type,
    Object.fromEntries(Object.entries(fields).map(([name, resolve]) => [name, async (...args) => await resolve(...args)])),
  ]),
);
