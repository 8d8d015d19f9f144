import type { LargestArguments } from './cost.ts';

/** How large the arguments of an operation may count. @param batchSize ENHANCED_PROFILE_BATCH_SIZE. */
export function largestArguments(batchSize: number): LargestArguments {
  return {
    first: 100,
    last: 100,
    'CustomerHealthScore.healthHistory.last': 1000,
    customerIds: batchSize,
    customers: 1000,
    visits: 1000,
    ids: 100,
  };
}
