import { useQuery } from '@apollo/client/react';
import { useAsOf } from '../ui/as-of.ts';
import { Dotplot } from '../ui/charts/Dotplot.tsx';
import { axisDays, joinedCurve, outcomesOf } from '../ui/charts/outcomes.ts';
import { Card, Figure } from '../ui/Figure.tsx';
import { useFormat } from '../ui/format.ts';
import { graphql } from '../ui/graphql.ts';
import { NotYet } from '../ui/NotYet.tsx';
import { Section } from '../ui/Section.tsx';
import { useSetting } from '../ui/viewer.ts';
import { Why } from '../ui/Why.tsx';
import { useWords } from '../ui/words.ts';
import { chanceSentence, dayAfter } from './chance.ts';
import css from './health.module.css';
import { PredictionWhy } from './whys.ts';
import { healthWords } from './words.ts';

const outlook = graphql(`
  query HealthOutlook($id: ID!, $asOf: DateTime, $days: Int!) {
    customerHealthScore(customerId: $id, asOf: $asOf) {
      asOf
      predictionModels {
        horizonDays
        tier
        priorWeight
        nextVisit {
          returnProbability
          givenReturn {
            p10
            p90
          }
        }
        returnCurve {
          days
          returnProbability
        }
        insufficientData {
          ...NotYet_insufficientData
        }
      }
      further: predictionModels(horizonDays: $days) {
        returnCurve {
          days
          returnProbability
        }
      }
    }
  }
`);

const total = 20;

/** When the next visit comes, as twenty outcomes to count. */
export function Outlook({ customerId }: { readonly customerId: string }) {
  const words = useWords(healthWords);
  const format = useFormat();
  const { instant } = useAsOf();
  const { horizonDays } = useSetting();
  const days = Math.min(365, Math.max(90, horizonDays ?? 90));
  const asked = useQuery(outlook, { variables: { id: customerId, asOf: instant, days } });
  return (
    <Section asked={asked} height={240}>
      {({ customerHealthScore: health }) => {
        const models = health?.predictionModels;
        const next = models?.nextVisit;
        if (health === null || models === null || models === undefined || next === null || next === undefined)
          return (
            <Card title={words('nextTitleNone')}>
              <NotYet why={models?.insufficientData} height={160} />
            </Card>
          );
        const outcomes = outcomesOf(joinedCurve([models.returnCurve, health.further?.returnCurve ?? []]), total);
        const shown = axisDays(outcomes, days);
        const at = (day: number) => format.shortDay(dayAfter(health.asOf, day));
        const median = outcomes[total / 2 - 1] ?? null;
        const never = outcomes.filter((outcome) => outcome === null).length;
        const { key, values } = chanceSentence(next.returnProbability, models.horizonDays);
        const sentence = words(key, values);
        const { p10, p90 } = next.givenReturn;
        return (
          <Figure
            title={sentence}
            caption={words('nextCaption', { total, days, time: format.day(health.asOf) })}
            table={{
              columns: [words('day'), words('what')],
              rows: outcomes.map((outcome, index) => [
                outcome === null ? words('nextNever') : format.day(dayAfter(health.asOf, outcome)),
                format.percent((index + 1) / total),
              ]),
            }}
          >
            <Dotplot
              outcomes={outcomes}
              days={shown}
              marks={[0, 1 / 3, 2 / 3, 1].map((share) => ({
                days: Math.round(share * shown),
                label: share === 0 ? words('today') : at(share * shown),
              }))}
              median={median === null ? null : { days: median, label: words('nextMedian', { day: at(median) }) }}
              never={words('nextNever')}
              name={words('nextName', { total, within: total - never, days, never })}
            />
            <p>
              {p10 !== null && p90 !== null
                ? words('nextWindow', { from: format.shortDay(p10), to: format.shortDay(p90) })
                : p10 !== null && words('nextWindowOpen', { from: format.shortDay(p10) })}
              {p10 !== null && ' · '}
              <Why
                path="health.next"
                label={sentence}
                title={words('whyNext')}
                content={() => <PredictionWhy customerId={customerId} />}
              >
                {words('exactly', {
                  share: format.chance(next.returnProbability),
                  days: models.horizonDays,
                })}
              </Why>
            </p>
            {models.tier === 'PRIOR' && (
              <p className={css.note}>{words('priorTag', { weight: format.percent(models.priorWeight) })}</p>
            )}
          </Figure>
        );
      }}
    </Section>
  );
}
