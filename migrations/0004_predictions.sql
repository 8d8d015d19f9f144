-- What the models of a week said of their own past, beside the facts that hold the models.
alter table population_facts
  add column model_card jsonb; -- null: of a week that was computed before there were models
