import { ApolloProvider } from '@apollo/client/react';
import { createRoot } from 'react-dom/client';
import { createApiClient } from '../ui/apollo.ts';
import { App } from './App.tsx';
import { loadAhead } from './ahead.ts';
import { liveState } from './live.ts';

const place = document.getElementById('app');
if (place !== null) {
  loadAhead(window.location.pathname);
  const client = createApiClient({ url: '/graphql', onLive: liveState.set });
  createRoot(place).render(
    <ApolloProvider client={client}>
      <App />
    </ApolloProvider>,
  );
}
