/** What may be supposed of a guest: chips in the drawer, changes in the question. */

export type Supposed =
  | { readonly kind: 'visits'; readonly count: number; readonly everyDays: number | null; readonly spend: number | null }
  | { readonly kind: 'feedback'; readonly rating: number }
  | { readonly kind: 'answer'; readonly channel: string | null; readonly date: string | null }
  | { readonly kind: 'silence'; readonly days: number };

/** How many chips there may be at once. */
export const mostSupposed = 5;

/** A change as the API takes it. */
export interface ChangeInput {
  readonly visits?: { readonly count: number; readonly everyDays?: number; readonly spend?: string };
  readonly feedback?: { readonly rating: number };
  readonly campaignResponse?: { readonly response: 'CLICKED'; readonly channel?: string; readonly date?: string };
  readonly silentDays?: number;
}

/** A chip as a change. What was not said is left to the guest's own usual. */
export function changeOf(supposed: Supposed): ChangeInput {
  switch (supposed.kind) {
    case 'visits': {
      const { count, everyDays, spend } = supposed;
      return {
        visits: { count, ...(everyDays !== null && { everyDays }), ...(spend !== null && { spend: spend.toFixed(2) }) },
      };
    }
    case 'feedback':
      return { feedback: { rating: supposed.rating } };
    case 'answer': {
      const { channel, date } = supposed;
      return { campaignResponse: { response: 'CLICKED', ...(channel !== null && { channel }), ...(date !== null && { date }) } };
    }
    case 'silence':
      return { silentDays: supposed.days };
  }
}

/** A step of a way to a level, as the API answers it. */
interface Step {
  readonly kind: 'VISITS' | 'FEEDBACK' | 'CAMPAIGN_RESPONSE' | 'SILENCE';
  readonly count: number;
  readonly everyDays: number | null;
  readonly spend: { readonly amount: string } | null;
  readonly rating: number | null;
  readonly channel: string | null;
  readonly date: string | null;
}

/** The chips of a way to a level; at most five. */
export function supposedOf(steps: readonly Step[]): Supposed[] {
  return steps.flatMap(chipsOf).slice(0, mostSupposed);
}

function chipsOf({ kind, count, everyDays, spend, rating, channel, date }: Step): Supposed[] {
  if (kind === 'VISITS') return [{ kind: 'visits', count, everyDays, spend: spend === null ? null : Number(spend.amount) }];
  if (kind === 'SILENCE') return [{ kind: 'silence', days: count }];
  if (kind === 'FEEDBACK') return Array.from({ length: count }, () => ({ kind: 'feedback', rating: rating ?? 5 }));
  return Array.from({ length: count }, () => ({ kind: 'answer', channel, date }));
}
