import { ApolloProvider } from '@apollo/client/react';
import { createRoot } from 'react-dom/client';
import { createApiClient } from '../ui/apollo.ts';
import { App } from './App.tsx';
import { loadAhead } from './ahead.ts';
import { liveState } from './live.ts';

const place = document.getElementById('app');
if (place !== null) {
  const client = createApiClient({ url: '/graphql', onLive: liveState.set });
  loadAhead(client, window.location);
  createRoot(place).render(
    <ApolloProvider client={client}>
      <App />
    </ApolloProvider>,
  );
}
