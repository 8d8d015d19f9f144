/** Mercurius with its compiler and its own batching loaders. */
import Fastify from 'fastify';
import mercurius from 'mercurius';
import { plainResolvers, pool, port, scores, typeDefs } from './shared.mjs';

const { healthScore: _unbatched, ...customer } = plainResolvers.Customer;
const app = Fastify();
app.register(mercurius, {
  schema: typeDefs,
  resolvers: {
    ...plainResolvers,
    Customer: customer,
    Query: {
      ...plainResolvers.Query,
      customer: async (_root, { id }) =>
        (await pool.query('select customer_id, name from customers where customer_id = $1', [id])).rows[0] ?? null,
    },
  },
  loaders: {
    Customer: {
      async healthScore(queries) {
        const { rows } = await pool.query(scores, [queries.map(({ obj }) => obj.customer_id)]);
        const found = new Map(rows.map((row) => [row.customer_id, row]));
        return queries.map(({ obj }) => found.get(obj.customer_id) ?? null);
      },
    },
  },
  jit: 1,
});
await app.listen({ port, host: '127.0.0.1' });
