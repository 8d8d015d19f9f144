-- store/guest-list.ts: lists ordered by what is at risk, who has no probability last
create index current_scores_value_at_risk on current_scores ((coalesce(churn_probability * last_12_months_minor, '-infinity'::float8)), customer_id);
