-- store/interventions.ts: all interventions, newest first; facts/intervention-sums.ts: those of a period
create index interventions_at on interventions (at desc, customer_id desc, intervention_id desc);
