import { useQuery } from '@apollo/client/react';
import type { MoneyValue } from '../ui/format.ts';
import { graphql } from '../ui/graphql.ts';
import { useFeature } from '../ui/viewer.ts';
import type { AlertRow } from './row.ts';

const valuing = graphql(`
  query AlertValues($ids: [ID!]!) {
    enhancedCustomerProfiles(customerIds: $ids) {
      customerId
      purchaseHistoryAnalysis {
        lifetimeValue {
          last12Months {
            amount
            currency
          }
        }
      }
    }
  }
`);

/** The guests that are asked about at once. */
const most = 50;

/** What the guests of alerts spent in 12 months, in the venue's currency, by guest; who is not in it is not known. The rows do not wait for it. */
export function useYearValues(rows: readonly AlertRow[]): ReadonlyMap<string, MoneyValue> {
  const hasProfiles = useFeature('ENHANCED_PROFILES');
  const isOn = useFeature('BATCH_PROCESSING') && hasProfiles;
  const ids = [...new Set(rows.map(({ customerId }) => customerId))].sort().slice(0, most);
  const asked = useQuery(valuing, { variables: { ids }, skip: !isOn || ids.length === 0 });
  const profiles = (asked.data ?? asked.previousData)?.enhancedCustomerProfiles ?? [];
  return new Map(
    profiles.flatMap((profile) => {
      const value = profile?.purchaseHistoryAnalysis?.lifetimeValue?.last12Months;
      return profile === null || value === null || value === undefined ? [] : [[profile.customerId, value]];
    }),
  );
}
