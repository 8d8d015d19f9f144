import { sql } from 'kysely';
import type { Db } from '../../server/db/open.ts';

/** Guests of every kind that a filter can tell apart: each value from the guest's own number, many of them missing. */
export async function loadFilterGuests(db: Db, guests: number): Promise<void> {
  await sql`insert into customers (customer_id, name, email_sealed, phone_sealed, segment, city, country, language, preferred_channel,
      life_stage, consent_email, consent_sms, consent_push, created_at, recorded_at)
    select 'C' || lpad(n::text, 5, '0'), (array['Ada 100%', 'bruno', 'Éloïse_', 'Zoë\\', null])[1 + n % 5] || ' ' || n % 7,
      case when n % 3 > 0 then '\\x00'::bytea end, case when n % 4 > 1 then '\\x00'::bytea end,
      (array['VIP', 'LOYAL', null, null])[1 + n % 4], (array['Berlin', 'Graz', null])[1 + n % 3], (array['DE', 'AT'])[1 + n % 2],
      (array['de', 'en', null])[1 + n % 3], (array['EMAIL', 'SMS', null])[1 + n % 3], (array['FAMILY', null])[1 + n % 2],
      (array[true, false, null])[1 + n % 3], (array[true, null])[1 + n % 2], (array[false, true, null])[1 + n % 3],
      '2025-01-01'::timestamptz + n % 40 * interval '1 day', '2026-01-01'
    from generate_series(1, ${guests}::int) n`.execute(db.kysely);
  await sql`insert into loyalty_accounts (customer_id, tier, recorded_at)
    select customer_id, (array['GOLD', 'SILVER', null])[1 + abs(hashtext(customer_id)) % 3], now() from customers
    where hashtext(customer_id) % 2 = 0`.execute(db.kysely);
  await sql`insert into locations (location_id, name, recorded_at) select 'L' || n, 'L' || n, '2026-01-01' from generate_series(0, 3) n`.execute(
    db.kysely,
  );
  await sql`insert into visits (customer_id, visit_id, visited_at, business_day, location_id, recorded_at)
    select customer_id, 'V' || n, '2026-02-01', '2026-02-01', (array['L0', 'L1', 'L2', 'L3', null])[1 + abs(hashtext(customer_id || n)) % 5],
      '2026-02-01'
    from customers, generate_series(1, 2) n where hashtext(customer_id) % 4 <> 0`.execute(db.kysely);
  await sql`insert into current_scores (customer_id, scored_at, week, config_version, method, health_score, exact_score, health_level, coverage,
      confidence, visit_frequency, recency_factor, visit_days, last_visit_at, expected_visits_per_30_days, lifetime_value_minor,
      last_12_months_minor, lifetime_value_percentile, rfm_group, completeness_score, completeness_level, churn_probability, churn_risk,
      value_risk_probability, value_risk, percentile_rank, recorded_at)
    select id, '2026-03-02 12:00Z', '2026-03-02', 1, 'RHYTHM', score, score + 0.25,
      case when score < 40 then 'POOR' when score < 60 then 'FAIR' when score < 80 then 'GOOD' else 'EXCELLENT' end, h % 11 / 10.0,
      (array['LOW', 'MEDIUM', 'HIGH'])[1 + h % 3], h % 101, case when h % 3 > 0 then h % 89 end, h % 9,
      case when h % 5 > 0 then '2026-03-02 12:00Z'::timestamptz - h % 200 * interval '12 hours' end, h % 40 / 7.0, h % 100000, h % 50000,
      case when h % 2 = 0 then h % 100 end, (array['CHAMPION', 'LOYAL', 'LOST', null])[1 + h % 4], h % 101,
      (array['BASIC', 'GOOD', 'EXCELLENT', 'COMPLETE'])[1 + h % 4], case when score is not null then h % 101 / 100.0 end,
      case when score is not null then (array['LOW', 'MEDIUM', 'HIGH'])[1 + h % 3] end, case when h % 4 > 0 then h % 21 / 20.0 end,
      case when h % 4 > 0 then (array['LOW', 'MEDIUM', 'HIGH'])[1 + h % 3] end, score * 0.9, '2026-03-02 13:00Z'
    from (select customer_id as id, h, case when h % 6 > 0 then (h % 101)::int end as score
      from (select customer_id, abs(hashtext(customer_id)) as h from customers) g where h % 13 > 0) scored`.execute(db.kysely);
  await sql`analyze`.execute(db.kysely);
}
