import type { ColumnType } from 'kysely';
import type { OwnTables } from './own-tables.ts';

/** An exact decimal: read as text, written as text or number. */
export type Decimal = ColumnType<string, string | number, string | number>;

/** `Decimal` that may be unknown. */
export type DecimalOrNull = ColumnType<string | null, string | number | null | undefined, string | number | null>;

export interface LocationRow {
  location_id: string;
  name: string;
  time_zone: string | null; // IANA name; null: the installation's TIME_ZONE
  venue_type: string | null; // CAFE, QUICK_SERVICE, CASUAL, FINE_DINING, BAR, BAKERY; null: not stated
  recorded_at: Date;
}

export interface MenuItemRow {
  menu_item_id: string;
  name: string;
  category: string | null;
  price_minor: number | null;
  child_item: boolean | null; // null: not stated
  recorded_at: Date;
}

export interface CampaignRow {
  campaign_id: string;
  name: string;
  channel: string | null;
  kind: string | null;
  starts_at: Date | null;
  ends_at: Date | null;
  cost_minor: number | null;
  recorded_at: Date;
}

export interface CustomerRow {
  customer_id: string;
  name: string | null;
  email_sealed: Buffer | null; // sealed with the customer's data key
  email_index: Buffer | null; // blind index of the normalised address
  phone_sealed: Buffer | null;
  phone_index: Buffer | null;
  birth_date_sealed: Buffer | null;
  dietary_sealed: Buffer | null;
  segment: string | null;
  city: string | null;
  country: string | null;
  language: string | null;
  preferred_channel: string | null;
  life_stage: string | null;
  consent_email: boolean | null; // null: never asked
  consent_sms: boolean | null;
  consent_push: boolean | null;
  created_at: Date;
  recorded_at: Date; // since when this version holds
}

/** A former version: what held from recorded_at until the next version's. */
export interface CustomerVersionRow {
  customer_id: string;
  recorded_at: Date;
  name: string | null;
  email_sealed: Buffer | null;
  phone_sealed: Buffer | null;
  birth_date_sealed: Buffer | null;
  dietary_sealed: Buffer | null;
  segment: string | null;
  city: string | null;
  country: string | null;
  language: string | null;
  preferred_channel: string | null;
  life_stage: string | null;
  consent_email: boolean | null;
  consent_sms: boolean | null;
  consent_push: boolean | null;
  created_at: Date;
}

export interface CustomerKeyRow {
  customer_id: string;
  master_key_id: string;
  wrapped_key: Buffer;
}

export interface VisitRow {
  customer_id: string;
  visit_id: string;
  visited_at: Date;
  business_day: string; // ISO date, local, begins at BUSINESS_DAY_START
  location_id: string | null;
  service_type: string | null; // DINE_IN, TAKEAWAY, DELIVERY or what the CRM says
  seating: string | null;
  party_size: number | null;
  item_count: DecimalOrNull;
  gross_minor: number | null;
  discount_minor: number | null;
  total_minor: number | null; // gross − discount, before refund; null: unknown, not 0
  refund_minor: number | null;
  channel: string | null;
  campaign_id: string | null;
  recorded_at: Date;
}

export interface VisitItemRow {
  customer_id: string;
  visit_id: string;
  line: number; // from 1
  menu_item_id: string;
  quantity: Decimal;
  unit_price_minor: number | null; // null: unknown
  discount_minor: number | null;
  recorded_at: Date;
}

export interface LoyaltyAccountRow {
  customer_id: string;
  tier: string | null;
  joined_at: Date | null;
  recorded_at: Date;
}

export interface LoyaltyTransactionRow {
  customer_id: string;
  transaction_id: string;
  at: Date;
  business_day: string;
  kind: string | null; // EARN, REDEEM, EXPIRE, ADJUST, TIER
  points: DecimalOrNull; // never negative for EARN and REDEEM
  tier: string | null; // after this transaction; null: unchanged
  recorded_at: Date;
}

export interface CampaignSendRow {
  customer_id: string;
  campaign_id: string;
  channel: string; // of the send, else of its campaign, else OTHER
  sent_at: Date;
  delivered_at: Date | null;
  opened_at: Date | null;
  clicked_at: Date | null;
  replied_at: Date | null;
  visit_id: string | null; // the visit attributed to the send
  recorded_at: Date;
}

export interface FeedbackRow {
  customer_id: string;
  feedback_id: string;
  at: Date;
  business_day: string;
  source: string | null;
  nps: number | null; // 0 to 10
  rating: number | null; // 1 to 5
  sentiment: number | null; // −1 to 1
  comment_sealed: Buffer | null;
  recorded_at: Date;
}

export interface InterventionRow {
  customer_id: string;
  intervention_id: string;
  action: string;
  at: Date;
  arm: string; // TREATMENT or CONTROL
  cost_minor: number | null;
  recorded_at: Date;
}

export interface Tables extends OwnTables {
  locations: LocationRow;
  menu_items: MenuItemRow;
  campaigns: CampaignRow;
  customers: CustomerRow;
  customer_versions: CustomerVersionRow;
  customer_keys: CustomerKeyRow;
  visits: VisitRow;
  visit_items: VisitItemRow;
  loyalty_accounts: LoyaltyAccountRow;
  loyalty_transactions: LoyaltyTransactionRow;
  campaign_sends: CampaignSendRow;
  feedback: FeedbackRow;
  interventions: InterventionRow;
}
