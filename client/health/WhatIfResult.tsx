import { ComponentRows } from '../ui/charts/ComponentRows.tsx';
import { Gauge } from '../ui/charts/Gauge.tsx';
import { useFormat } from '../ui/format.ts';
import { type FragmentType, getFragmentData, graphql } from '../ui/graphql.ts';
import { Level } from '../ui/Marks.tsx';
import { common } from '../ui/words.common.ts';
import { useWords } from '../ui/words.ts';
import css from './health.module.css';
import { type ComponentField, healthWords } from './words.ts';

export const WhatIfResult_health = graphql(`
  fragment WhatIfResult_health on CustomerHealthScore {
    asOf
    hypothesis {
      healthScore {
        before
        after
        difference
      }
      levelBefore
      levelAfter
      components {
        component
        score {
          before
          after
          difference
        }
        contribution {
          after
          difference
        }
      }
    }
  }
`);

const fields: Record<string, ComponentField> = {
  VISIT_FREQUENCY: 'visitFrequency',
  SPENDING_BEHAVIOR: 'spendingBehavior',
  LOYALTY_ENGAGEMENT: 'loyaltyEngagement',
  FEEDBACK_SENTIMENT: 'feedbackSentiment',
  COMMUNICATION_RESPONSE: 'communicationResponse',
  RECENCY_FACTOR: 'recencyFactor',
};

interface WhatIfResultProps {
  readonly health: FragmentType<typeof WhatIfResult_health>;
  readonly isBusy: boolean;
}

/** What it would do: hollow as it is, filled as it would be, for the score and each of its parts. */
export function WhatIfResult({ health: given, isBusy }: WhatIfResultProps) {
  const words = useWords(healthWords);
  const general = useWords(common);
  const format = useFormat();
  const { hypothesis, asOf } = getFragmentData(WhatIfResult_health, given);
  if (hypothesis === null) return null;
  const { healthScore: score, levelBefore, levelAfter, components } = hypothesis;
  const line = words('whatIfResultLine', {
    before: format.whole(score.before),
    after: format.whole(score.after),
    difference: format.signed(score.difference),
    day: format.day(asOf),
  });
  return (
    <div className={css.stack} aria-busy={isBusy} data-busy={isBusy || undefined}>
      <Gauge
        value={score.after}
        level={levelAfter}
        other={score.before}
        name={words('scoreName', { score: format.whole(score.after), level: general(levelAfter ?? 'NONE') })}
      >
        {format.whole(score.after)}
      </Gauge>
      <p className={css.resultLine} role="status">
        {line}
      </p>
      <p className={css.resultLine}>
        <Level level={levelBefore} /> <span aria-hidden="true">→</span> <Level level={levelAfter} />
      </p>
      <h3 className={css.small}>{words('supposed')}</h3>
      <ComponentRows
        heads={[words('part'), words('score'), words('before'), words('points'), words('change')]}
        rows={components.map(({ component, score: part, contribution }) => {
          const field = fields[component] ?? 'visitFrequency';
          return {
            key: component,
            name: words(field),
            score: part.after,
            other: part.before,
            scoreText: format.whole(part.after),
            weightText: format.whole(part.before),
            pointsText: format.signed(contribution.after, 1),
            trend: part.difference === null ? null : format.signed(part.difference),
            absent: <span>{general('notEnough')}</span>,
          };
        })}
      />
    </div>
  );
}
