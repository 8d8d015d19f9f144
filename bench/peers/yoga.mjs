import { createServer } from 'node:http';
import { createSchema, createYoga } from 'graphql-yoga';
import { context, port, resolvers, typeDefs } from './shared.mjs';

const yoga = createYoga({ schema: createSchema({ typeDefs, resolvers }), context, logging: false });
createServer(yoga).listen(port, '127.0.0.1');
