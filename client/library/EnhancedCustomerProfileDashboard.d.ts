import type { ReactNode } from 'react';
import type { EmbeddingProps, ProfileTab } from './embedding.d.ts';

export type { Place, ProfileTab } from './embedding.d.ts';

export interface EnhancedCustomerProfileDashboardProps extends EmbeddingProps {
  /** The CRM's own id of the guest. */
  readonly customerId: string;
  /** The part that is open; absent: the dashboard keeps it by itself. */
  readonly tab?: ProfileTab;
  /** Told which part was asked for. */
  readonly onTabChange?: (tab: ProfileTab) => void;
}

/** Everything that is known about one guest, in six parts. Needs `styles.css` once in the page. */
export default function EnhancedCustomerProfileDashboard(props: EnhancedCustomerProfileDashboardProps): ReactNode;
