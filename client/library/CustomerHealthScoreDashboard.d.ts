import type { ReactNode } from 'react';
import type { EmbeddingProps } from './embedding.d.ts';

export type { Place } from './embedding.d.ts';

export interface CustomerHealthScoreDashboardProps extends EmbeddingProps {
  /** The CRM's own id of the guest. */
  readonly customerId: string;
  /** Whether a past day is compared with today; absent: the dashboard keeps it itself. */
  readonly compare?: boolean;
  readonly onCompareChange?: (compare: boolean) => void;
  /** Whether the what-if drawer is open; absent: the dashboard keeps it itself. */
  readonly whatIf?: boolean;
  readonly onWhatIfChange?: (open: boolean) => void;
}

/** How a guest's relation with the restaurant is, why, what comes and what to do. Needs `styles.css` once in the page. */
export default function CustomerHealthScoreDashboard(props: CustomerHealthScoreDashboardProps): ReactNode;
