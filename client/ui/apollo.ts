import { ApolloClient, ApolloLink, HttpLink, InMemoryCache, type TypePolicies } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { OperationTypeNode } from 'graphql';
import { createClient } from 'graphql-ws';
import { positionLink } from './position-link.ts';
import { trustedLink } from './trusted-link.ts';

declare module '@apollo/client' {
  namespace ApolloClient {
    namespace DeclareDefaultOptions {
      interface WatchQuery {
        errorPolicy: 'all';
      }
      interface Query {
        errorPolicy: 'all';
      }
    }
  }
}

/** Sections ask for parts of one answer: the parts are put together under the answer's own arguments. */
const whole = { keyFields: false, merge: true } as const;

/** How answers are kept. */
export const typePolicies: TypePolicies = {
  EnhancedCustomerProfile: whole,
  CustomerHealthScore: whole,
  PredictionModels: whole,
  RiskAssessment: whole,
  HealthScoreComponents: whole,
  Venue: whole,
  Viewer: whole,
  Monitoring: whole,
  Portfolio: whole,
  ProfileCompleteness: whole,
  BehavioralPreferences: whole,
  VisitPatterns: whole,
  DiningPreferences: whole,
  SeasonalTrends: whole,
  LoyaltyBehavior: whole,
  PurchaseHistoryAnalysis: whole,
  LifetimeValue: whole,
  SpendingPatterns: whole,
  DemographicInsights: whole,
  RelationshipStrength: whole,
  PersonalizedInsights: whole,
  HealthAlertCounts: whole,
  ApiKey: { keyFields: ['id'] },
};

interface ClientOptions {
  /** The API, such as "/graphql" or "https://crm.example.com/graphql". */
  readonly url: string;
  /** Headers that prove who asks; absent: the browser's session. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Told when the connection for live events comes and goes. */
  readonly onLive?: (isLive: boolean) => void;
}

/** Asks the API. What was read lives in memory only and ends with the page: it is about people. */
export function createApiClient({ url, headers, onLive }: ClientOptions): ApolloClient {
  const http = new HttpLink({
    uri: url,
    // A header that a form of another site cannot send.
    headers: { 'x-requested-with': 'pages', 'apollographql-client-name': 'pages', ...headers },
    credentials: 'same-origin',
  });
  const socket = new GraphQLWsLink(
    createClient({
      url: new URL(url, window.location.href).href.replace(/^http/, 'ws'),
      connectionParams: headers ?? {},
      retryAttempts: Number.POSITIVE_INFINITY,
      shouldRetry: () => true,
      on: { connected: () => onLive?.(true), closed: () => onLive?.(false) },
    }),
  );
  return new ApolloClient({
    link: ApolloLink.from([
      positionLink(),
      ApolloLink.split(
        ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
        socket,
        ApolloLink.from([trustedLink(), http]),
      ),
    ]),
    cache: new InMemoryCache({ typePolicies }),
    defaultOptions: { watchQuery: { errorPolicy: 'all', notifyOnNetworkStatusChange: true }, query: { errorPolicy: 'all' } },
  });
}
