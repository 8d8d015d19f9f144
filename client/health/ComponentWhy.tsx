import type { ReactNode } from 'react';
import { useAsOf } from '../ui/as-of.ts';
import { Evidence } from '../ui/Evidence.tsx';
import { useFormat } from '../ui/format.ts';
import { getFragmentData } from '../ui/graphql.ts';
import { NotYet } from '../ui/NotYet.tsx';
import { Section } from '../ui/Section.tsx';
import { WhyFoot } from '../ui/WhyFoot.tsx';
import { useWords } from '../ui/words.ts';
import { ComponentReasons_component, useComponentReasons, useVisitsById } from './component-reasons.ts';
import { componentQuery } from './explorer.ts';
import css from './health.module.css';
import { type ComponentField, healthWords } from './words.ts';

interface ComponentWhyProps {
  readonly customerId: string;
  readonly field: ComponentField;
  readonly isToday: boolean;
}

/** Why a part of the score is what it is: its inputs, the visits that mattered, and what it may add at most. */
export default function ComponentWhy({ customerId, field, isToday }: ComponentWhyProps) {
  const words = useWords(healthWords);
  const format = useFormat();
  const asked = useComponentReasons(customerId, isToday);
  const nameEvent = useEventNames(customerId);
  return (
    <Section asked={asked} height={260}>
      {({ customerHealthScore: health }) => {
        if (health === null) return null;
        const part = getFragmentData(ComponentReasons_component, health.components[field]);
        return (
          <div className={css.stack}>
            {part.score === null ? (
              <NotYet why={part.insufficientData} />
            ) : (
              <p>
                {words('whyPart', {
                  name: words(field),
                  score: format.decimal(part.score),
                  points: format.decimal(part.contribution),
                  most: format.decimal(part.weight / (health.coverage || 1)),
                })}
              </p>
            )}
            <Evidence items={part.evidence} nameEvent={nameEvent} />
            {part.percentileSource === 'PRIOR' && <p className={css.note}>{words('whyPrior')}</p>}
            {part.withoutSpread && <p className={css.note}>{words('whyWithoutSpread')}</p>}
            <WhyFoot
              method={words(`method${health.method}`)}
              configVersion={health.configVersion}
              asOf={health.asOf}
              query={componentQuery(field)}
              variables={{ id: customerId, asOf: health.asOf }}
            />
          </div>
        );
      }}
    </Section>
  );
}

/** Names events that are visits, by their day and what they brought; a press shows the guest as of that day. */
export function useEventNames(customerId: string): (id: string) => ReactNode | null {
  const words = useWords(healthWords);
  const format = useFormat();
  const visits = useVisitsById(customerId);
  const { go } = useAsOf();
  return (id) => {
    const visit = visits.get(id);
    if (visit === undefined) return null;
    const day = format.day(visit.businessDay);
    const event = visit.total === null ? day : words('eventVisit', { day, amount: format.money(visit.total) });
    return (
      <button type="button" className={css.event} title={words('eventOpen', { event })} onClick={() => go(visit.businessDay)}>
        {event}
      </button>
    );
  };
}
