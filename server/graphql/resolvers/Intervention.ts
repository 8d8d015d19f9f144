import { titleOf } from '../../engine/interventions/named.ts';
import { knownVisits, outcomeOf } from '../../engine/interventions/outcome.ts';
import { checkedWindow } from '../intervention-report.ts';
import { checkedAsOf, whenKnown } from '../subjects.ts';
import type { InterventionResolvers } from '../types.generated.ts';

export const Intervention: InterventionResolvers = {
  id: ({ interventionId }) => interventionId,
  customer: ({ customerId }, _args, { loaders }) => loaders.guests.load(customerId),
  title: ({ action }, _args, { serving }) => titleOf(action, serving.config),
  cost: ({ costMinor }) => costMinor,
  outcome: ({ customerId, at }, { windowDays, asOf }, context) => {
    const days = checkedWindow(windowDays, context.serving.config.interventions.windowDays);
    const instant = checkedAsOf(context, asOf) ?? context.now;
    const visits = context.assessor.assess(knownVisits, { customerId, asOf: instant });
    return whenKnown(visits, (known) => outcomeOf(known, at, days, instant));
  },
};
