-- The three components that rest on loyalty, feedback and campaigns, beside their siblings.
alter table current_scores
  add column loyalty_engagement double precision, -- 0 to 100; null: absent, as the two below
  add column feedback_sentiment double precision,
  add column communication_response double precision;
