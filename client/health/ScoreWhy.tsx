import { Waterfall } from '../ui/charts/Waterfall.tsx';
import { useFormat } from '../ui/format.ts';
import { getFragmentData } from '../ui/graphql.ts';
import { Section } from '../ui/Section.tsx';
import { WhyFoot } from '../ui/WhyFoot.tsx';
import { common } from '../ui/words.common.ts';
import { useWords } from '../ui/words.ts';
import { ComponentReasons_component, useComponentReasons } from './component-reasons.ts';
import { scoreQuery } from './explorer.ts';
import css from './health.module.css';
import { componentNames, healthWords } from './words.ts';

/** Why the score is what it is: the points of its parts, one after the other, up to the exact sum; then what was left out. */
export default function ScoreWhy({ customerId, isToday }: { readonly customerId: string; readonly isToday: boolean }) {
  const words = useWords(healthWords);
  const general = useWords(common);
  const format = useFormat();
  const asked = useComponentReasons(customerId, isToday);
  return (
    <Section asked={asked} height={260}>
      {({ customerHealthScore: health }) => {
        if (health === null || health.exactScore === null) return null;
        const parts = componentNames.map((field) => ({
          name: words(field),
          ...getFragmentData(ComponentReasons_component, health.components[field]),
        }));
        const present = parts
          .flatMap(({ contribution, ...part }) => (contribution === null ? [] : [{ ...part, contribution }]))
          .sort((a, b) => b.contribution - a.contribution);
        const missed = (part: (typeof present)[number]) => part.weight / health.coverage - part.contribution;
        const strongest = present[0];
        const weakest = [...present].sort((a, b) => missed(b) - missed(a))[0];
        const absent = parts.filter(({ contribution }) => contribution === null);
        return (
          <div className={css.stack}>
            {strongest !== undefined && weakest !== undefined && (
              <p>
                {words('whyScoreLead', {
                  strongest: strongest.name,
                  points: format.decimal(strongest.contribution),
                  weakest: weakest.name,
                  missed: format.decimal(missed(weakest)),
                })}
              </p>
            )}
            <Waterfall
              steps={present.map(({ name, contribution }) => ({
                key: name,
                name,
                points: contribution,
                text: format.signed(contribution, 1),
              }))}
              end={{ value: health.exactScore, name: words('whyScoreSum'), text: format.decimal(health.exactScore, 2) }}
            />
            <p className={css.note}>
              {words('whyScoreRounded', { score: health.healthScore, level: general(health.healthLevel ?? 'NONE') })}{' '}
              {absent.length > 0 && words('whyScoreLeftOut', { parts: format.list(absent.map(({ name }) => name)) })}
            </p>
            <p className={css.note}>{words('whyChangeTo')}</p>
            <WhyFoot
              method={words(`method${health.method}`)}
              configVersion={health.configVersion}
              asOf={health.asOf}
              query={scoreQuery}
              variables={{ id: customerId, asOf: health.asOf }}
            />
          </div>
        );
      }}
    </Section>
  );
}
