/** The physical limit: node:http, a prepared statement, JSON text built in SQL and passed through. */
import { createServer } from 'node:http';
import { pool, port } from './shared.mjs';

const text = (json) => `'${json}'`;
const number = (column) => `coalesce(s.${column}::text, 'null')`;
const word = (column) => `coalesce('"' || s.${column} || '"', 'null')`;
const component = (name, column) => [text(`"${name}":{"score":`), number(column), text('}')];
const risk = (name, probability, level) => [
  text(`"${name}":{"probability":`),
  number(probability),
  text(',"riskLevel":'),
  word(level),
  text('}'),
];
const comma = text(',');
const parts = [
  text('{"id":'),
  'to_json(c.customer_id)',
  text(',"name":'),
  `coalesce(to_json(c.name)::text, 'null')`,
  text(',"healthScore":{"healthScore":'),
  number('health_score'),
  text(',"healthLevel":'),
  word('health_level'),
  text(',"components":{'),
  ...component('visitFrequency', 'visit_frequency'),
  comma,
  ...component('spendingBehavior', 'spending_behavior'),
  comma,
  ...component('loyaltyEngagement', 'loyalty_engagement'),
  comma,
  ...component('feedbackSentiment', 'feedback_sentiment'),
  comma,
  ...component('communicationResponse', 'communication_response'),
  comma,
  ...component('recencyFactor', 'recency_factor'),
  text('},"riskAssessment":{'),
  ...risk('churnRisk', 'churn_probability', 'churn_risk'),
  comma,
  ...risk('engagementRisk', 'engagement_risk_probability', 'engagement_risk'),
  comma,
  ...risk('valueRisk', 'value_risk_probability', 'value_risk'),
  text('}}}'),
];
const guest = `concat(${parts.join(', ')})`;
const one = {
  name: 'one',
  text: `select concat('{"data":{"customer":', ${guest}, '}}') from customers c join current_scores s using (customer_id) where c.customer_id = $1`,
};
const many = {
  name: 'many',
  text: `select concat('{"data":{"customers":{"nodes":[', string_agg(${guest}, ',' order by lower(c.name) collate "C", c.customer_id), ']}}}')
    from (select customer_id, name from customers order by lower(name) collate "C", customer_id limit 50) c
    join current_scores s using (customer_id)`,
};

createServer((request, response) => {
  const pieces = [];
  request.on('data', (piece) => pieces.push(piece));
  request.on('end', async () => {
    const { variables } = JSON.parse(Buffer.concat(pieces).toString());
    const asked = variables?.id === undefined ? { ...many, values: [] } : { ...one, values: [variables.id] };
    const { rows } = await pool.query({ ...asked, rowMode: 'array' });
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(rows[0][0]);
  });
}).listen(port, '127.0.0.1');
