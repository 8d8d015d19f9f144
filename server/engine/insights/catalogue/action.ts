/**
 * The shape of the catalogue. Its entries are plain data, written to be read and changed by who runs the restaurant: what to do, for
 * whom, what it costs, and what it is assumed to bring until the own interventions have shown it.
 */
import type { RiskFactor } from '../../risk/risk.ts';
import type { SignalName } from '../signals.ts';

export type ActionKind = 'ACTION' | 'OFFER' | 'CARE' | 'MITIGATION';
export type ActionGoal = 'RETENTION' | 'RECOVERY' | 'ENGAGEMENT' | 'UPSELL' | 'DATA';
export type ActionChannel = 'EMAIL' | 'SMS' | 'PUSH' | 'IN_PERSON';

/** Holds when the signal is known and within both bounds, each included. */
export interface Condition {
  readonly signal: SignalName;
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** `{signalName}` in a text is replaced by the signal's value, `{favoriteItem}` by the name of the guest's favourite. */
export interface ActionText {
  readonly title: string;
  readonly description: string;
}

export interface CatalogueAction {
  readonly id: string;
  readonly kind: ActionKind;
  readonly goal: ActionGoal;
  /** By language key; English is always there. */
  readonly text: { readonly en: ActionText } & Readonly<Record<string, ActionText>>;
  /** All must hold. */
  readonly when: readonly Condition[];
  /** The drivers of a risk that it works against. */
  readonly mitigates: readonly RiskFactor[];
  /** Ways to the guest; a message only where address and consent are there. IN_PERSON: at the next visit. */
  readonly channels: readonly ActionChannel[];
  /** Advertising: never to guests under 18. Service and care are not. */
  readonly marketing: boolean;
  /** Share of the bill that is given away, 0 to 1. */
  readonly discountShare: number;
  /** Money units per guest addressed, besides the discount. */
  readonly cost: number;
  readonly uplift: {
    /**
     * RETURN: probability that a guest who notices it and would not have come within the horizon does come. SPEND: share added to the
     * bill of the next visit of a guest who notices it.
     */
    readonly unit: 'RETURN' | 'SPEND';
    readonly value: number;
    /** Where the value comes from. */
    readonly source: string;
  };
}
