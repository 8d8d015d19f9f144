import { useQuery } from '@apollo/client/react';
import { useAsOf } from '../ui/as-of.ts';
import { DifferenceSteps } from '../ui/charts/DifferenceSteps.tsx';
import { Figure } from '../ui/Figure.tsx';
import { useFormat } from '../ui/format.ts';
import { graphql } from '../ui/graphql.ts';
import { Section } from '../ui/Section.tsx';
import { useWords } from '../ui/words.ts';
import css from './interventions.module.css';
import { interventionWords } from './words.ts';

const asking = graphql(`
  query InterventionDays($action: String!, $asOf: DateTime, $window: Int!) {
    interventionReport(action: $action, asOf: $asOf, windowDays: $window) {
      actions {
        action
        series {
          day
          visits
          spend {
            amount
            currency
          }
        }
      }
    }
  }
`);

/** How the arms drift apart, day by day after the action. */
export function DayByDay({ action, window }: { readonly action: string; readonly window: number }) {
  const words = useWords(interventionWords);
  const format = useFormat();
  const { instant } = useAsOf();
  const asked = useQuery(asking, { variables: { action, asOf: instant, window } });
  return (
    <Section asked={asked} height={270}>
      {({ interventionReport: { actions } }) => {
        const series = actions[0]?.series ?? [];
        const last = series.at(-1);
        if (last === undefined) return null;
        const ends = [words('dayOf'), words('dayLast', { days: window })] as const;
        const visits = (value: number) => format.signed(value, 2);
        const money = (value: number) => {
          const text = format.amount(value);
          return value > 0 ? `+${text}` : text;
        };
        return (
          <div className={css.figures}>
            <Figure
              title={words('daysVisits', { value: visits(last.visits), days: window })}
              caption={words('daysCaption')}
              table={{
                columns: [words('day'), words('visitsColumn')],
                rows: series.map((point) => [format.whole(point.day), visits(point.visits)]),
              }}
            >
              <DifferenceSteps
                points={series.map((point) => ({ day: point.day, value: point.visits }))}
                days={window}
                name={words('daysVisits', { value: visits(last.visits), days: window })}
                write={visits}
                ends={ends}
              />
            </Figure>
            <Figure
              title={words('daysSpend', { value: money(Number(last.spend.amount)), days: window })}
              caption={words('daysCaption')}
              table={{
                columns: [words('day'), words('spendColumn')],
                rows: series.map((point) => [format.whole(point.day), money(Number(point.spend.amount))]),
              }}
            >
              <DifferenceSteps
                points={series.map((point) => ({ day: point.day, value: Number(point.spend.amount) }))}
                days={window}
                name={words('daysSpend', { value: money(Number(last.spend.amount)), days: window })}
                write={money}
                ends={ends}
              />
            </Figure>
          </div>
        );
      }}
    </Section>
  );
}
