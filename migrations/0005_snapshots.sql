-- What a run finds of every guest beside the score, and what it found before.
alter table current_scores
  add column churn_probability double precision, -- 0 to 1; null: absent, with its level, as the next two
  add column churn_risk text, -- LOW, MEDIUM, HIGH
  add column engagement_risk_probability double precision,
  add column engagement_risk text,
  add column value_risk_probability double precision,
  add column value_risk text,
  add column percentile_rank double precision; -- of the score among the current base, 0 to 100; null: no score or too few guests

-- A row where one of its numbers changed: what was answered then, whatever events came later.
create table score_history (
  customer_id text not null references customers on delete cascade,
  scored_at timestamptz not null, -- the instant that the answer knew events up to
  recorded_at timestamptz not null,
  week date not null,
  config_version integer not null,
  method text not null,
  health_score smallint check (health_score between 0 and 100), -- null: insufficient data
  health_level text,
  percentile_rank smallint, -- rounded, as the six below; null: absent
  visit_frequency smallint,
  spending_behavior smallint,
  loyalty_engagement smallint,
  feedback_sentiment smallint,
  communication_response smallint,
  recency_factor smallint,
  churn_risk text,
  engagement_risk text,
  value_risk text,
  primary key (customer_id, scored_at)
);
