import type { ApolloClient } from '@apollo/client';
import type { Filter } from '../filters/model.ts';
import type { GuestRowsQuery } from '../generated/graphql.ts';
import { graphql } from '../ui/graphql.ts';
import { type AskPage, PagedList } from '../ui/paged-list.ts';
import { codeOf, retryAfterOf } from '../ui/Section.tsx';
import type { PartName } from './columns.tsx';

/** A guest as the list answers it. */
export type GuestRow = GuestRowsQuery['customers']['nodes'][number];

const asking = graphql(`
  query GuestRows(
    $first: Int
    $after: String
    $last: Int
    $before: String
    $filter: CustomerFilter
    $orderBy: CustomerOrder
    $search: String
    $counts: Boolean!
    $score: Boolean!
    $trend: Boolean!
    $risks: Boolean!
    $percentile: Boolean!
    $profile: Boolean!
    $visits: Boolean!
    $spend: Boolean!
    $completeness: Boolean!
    $loyalty: Boolean!
  ) {
    customers(first: $first, after: $after, last: $last, before: $before, filter: $filter, orderBy: $orderBy, search: $search) {
      totalCount @include(if: $counts)
      pageInfo {
        startCursor
        endCursor
      }
      nodes {
        id
        name
        segment
        city
        createdAt
        healthScore @include(if: $score) {
          healthScore
          healthLevel
          trend @include(if: $trend) {
            change
            direction
          }
          riskAssessment @include(if: $risks) {
            churnRisk {
              probability
            }
            engagementRisk {
              riskLevel
            }
            valueRisk {
              riskLevel
            }
            valueAtRisk {
              amount
              currency
            }
          }
          benchmarkComparison @include(if: $percentile) {
            percentileRank
          }
        }
        enhancedProfile @include(if: $profile) {
          behavioralPreferences @include(if: $visits) {
            visitPatterns {
              lastVisitAt
              visitDays
            }
          }
          purchaseHistoryAnalysis @include(if: $spend) {
            lifetimeValue {
              total {
                amount
                currency
              }
              last12Months {
                amount
                currency
              }
            }
            rfm {
              group
            }
          }
          profileCompleteness @include(if: $completeness) {
            overallScore
          }
        }
        loyaltyAccount @include(if: $loyalty) {
          tier
        }
      }
    }
  }
`);

const passing = graphql(`
  query GuestCursors(
    $first: Int
    $after: String
    $last: Int
    $before: String
    $filter: CustomerFilter
    $orderBy: CustomerOrder
    $search: String
  ) {
    customers(first: $first, after: $after, last: $last, before: $before, filter: $filter, orderBy: $orderBy, search: $search) {
      pageInfo {
        startCursor
        endCursor
      }
    }
  }
`);

/** Faults that pass by themselves. */
const passingFaults: ReadonlySet<string> = new Set(['RATE_LIMITED', 'UNAVAILABLE', 'PROFILE_UNAVAILABLE']);

export type OrderField = 'NAME' | 'HEALTH_SCORE' | 'LAST_VISIT' | 'LIFETIME_VALUE' | 'VALUE_AT_RISK';

/** Which guests, in which order, with which parts. */
export interface GuestQuestion {
  readonly filter: Filter;
  readonly search: string;
  readonly orderBy: { readonly field: OrderField; readonly direction: 'ASC' | 'DESC' };
  readonly parts: Readonly<Record<PartName, boolean>>;
}

interface Ends {
  readonly startCursor: string | null;
  readonly endCursor: string | null;
}

/** Where the next page and the one before begin. */
const endsOf = ({ startCursor, endCursor }: Ends): Ends => ({ startCursor, endCursor });

/** The guests of a question, page by page; nothing of it stays in the cache of the page. */
export function guestList(client: ApolloClient, { filter, search, orderBy, parts }: GuestQuestion): PagedList<GuestRow> {
  const ask: AskPage<GuestRow> = async ({ size, from, cursor, isPassed, counts }, signal) => {
    const window = from === 'start' ? { first: size, after: cursor } : { last: size, before: cursor };
    const list = { ...window, filter, orderBy, search: search === '' ? null : search };
    const context = { fetchOptions: { signal }, queryDeduplication: false };
    const options = { fetchPolicy: 'no-cache', errorPolicy: 'all', context } as const;
    if (isPassed) {
      const { data, error } = await client.query({ query: passing, variables: list, ...options });
      if (data?.customers === undefined || data.customers === null) throw error ?? new Error('expected a page, got none');
      return { rows: [], ...endsOf(data.customers.pageInfo), total: null };
    }
    const { data, error } = await client.query({ query: asking, variables: { ...list, ...parts, counts }, ...options });
    if (data?.customers === undefined || data.customers === null) throw error ?? new Error('expected a page, got none');
    // A part that the database could not answer would stand there as not known: the page is asked again.
    if (error !== undefined && passingFaults.has(codeOf(error))) throw error;
    const { nodes, pageInfo, totalCount } = data.customers;
    return { rows: nodes, ...endsOf(pageInfo), total: totalCount ?? null };
  };
  return new PagedList(ask, (error) => (passingFaults.has(codeOf(error)) ? (retryAfterOf(error) ?? 5) : null));
}
