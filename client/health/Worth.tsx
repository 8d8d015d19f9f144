import { useQuery } from '@apollo/client/react';
import type { ReactNode } from 'react';
import { useAsOf } from '../ui/as-of.ts';
import { Interval } from '../ui/charts/Interval.tsx';
import { chanceWithin, joinedCurve } from '../ui/charts/outcomes.ts';
import { ReturnCurve } from '../ui/charts/ReturnCurve.tsx';
import { Card, Figure } from '../ui/Figure.tsx';
import { useFormat } from '../ui/format.ts';
import { type FragmentType, getFragmentData, graphql } from '../ui/graphql.ts';
import { NotYet } from '../ui/NotYet.tsx';
import { Section } from '../ui/Section.tsx';
import { useFeature, useSetting } from '../ui/viewer.ts';
import { Why } from '../ui/Why.tsx';
import { useWords } from '../ui/words.ts';
import { chanceSentence } from './chance.ts';
import css from './health.module.css';
import { PredictionWhy } from './whys.ts';
import { healthWords } from './words.ts';

export const Worth_models = graphql(`
  fragment Worth_models on PredictionModels {
    horizonDays
    churnReaches50On
    churnReaches80On
    spendPerVisit {
      amount
      currency
    }
    visits {
      expected
      lower
      upper
    }
    spending {
      expected {
        amount
        currency
      }
      lower {
        amount
        currency
      }
      upper {
        amount
        currency
      }
    }
    lifetimeValue {
      expected {
        amount
        currency
      }
      lower {
        amount
        currency
      }
      upper {
        amount
        currency
      }
    }
    returnCurve {
      days
      returnProbability
    }
    churnPrevention {
      priority
      driver
      effect
      doBefore
      action {
        actionId
        title
        channel
        expectedNetValue {
          amount
          currency
        }
      }
    }
    insufficientData {
      ...NotYet_insufficientData
    }
  }
`);

const worth = graphql(`
  query HealthWorth($id: ID!, $asOf: DateTime, $days: Int!, $withFacts: Boolean!) {
    customerHealthScore(customerId: $id, asOf: $asOf) {
      asOf
      predictionModels {
        ...Worth_models
      }
      further: predictionModels(horizonDays: $days) {
        returnCurve {
          days
          returnProbability
        }
      }
    }
    enhancedCustomerProfile(customerId: $id, asOf: $asOf) @include(if: $withFacts) {
      purchaseHistoryAnalysis {
        lifetimeValue {
          last12Months {
            amount
            currency
          }
        }
      }
    }
  }
`);

type Models = FragmentType<typeof Worth_models>;

/** How surely the guest comes back day by day, how often, what it brings, and what to do against a loss. */
export function Worth({ customerId }: { readonly customerId: string }) {
  const words = useWords(healthWords);
  const { instant } = useAsOf();
  const { horizonDays } = useSetting();
  const withFacts = useFeature('ENHANCED_PROFILES');
  const days = Math.max(90, horizonDays ?? 90);
  const asked = useQuery(worth, { variables: { id: customerId, asOf: instant, days, withFacts } });
  return (
    <Section asked={asked} height={420}>
      {({ customerHealthScore: health, enhancedCustomerProfile: profile }) => {
        const given = health?.predictionModels;
        if (health === null || given === null || given === undefined) return null;
        const models = getFragmentData(Worth_models, given);
        if (models.visits === null)
          return (
            <Card title={words('amountsTitleNone')}>
              <NotYet why={models.insufficientData} height={200} />
            </Card>
          );
        const lastYear = profile?.purchaseHistoryAnalysis?.lifetimeValue?.last12Months ?? null;
        return (
          <div className={css.two}>
            <Curve customerId={customerId} models={given} further={health.further?.returnCurve ?? []} asOf={health.asOf} />
            <Amounts customerId={customerId} models={given} lastYear={lastYear === null ? null : Number(lastYear.amount)} />
            {models.churnPrevention.length > 0 && <Prevention models={given} />}
          </div>
        );
      }}
    </Section>
  );
}

interface CurveProps {
  readonly customerId: string;
  readonly models: Models;
  readonly further: readonly { readonly days: number; readonly returnProbability: number }[];
  readonly asOf: string;
}

function Curve({ customerId, models: given, further, asOf }: CurveProps) {
  const words = useWords(healthWords);
  const format = useFormat();
  const models = getFragmentData(Worth_models, given);
  const curve = joinedCurve([models.returnCurve, further]);
  const marks = [...new Set([7, 30, models.horizonDays, 90])]
    .sort((a, b) => a - b)
    .flatMap((days) => {
      const chance = chanceWithin(curve, days);
      return chance === null ? [] : [{ days, chance, label: words('inDays', { days }), text: format.chance(chance) }];
    });
  const within = marks.find(({ days }) => days === models.horizonDays)?.chance ?? 0;
  const { key, values } = chanceSentence(within, models.horizonDays);
  const isPast = (day: string) => Date.parse(day) < Date.parse(asOf);
  const { churnReaches50On: half, churnReaches80On: most } = models;
  return (
    <Figure
      title={words(key, values)}
      caption={words('curveCaption', { time: format.day(asOf) })}
      table={{
        columns: [words('days'), words('chanceHead')],
        rows: curve.map(({ days, returnProbability }) => [format.whole(days), format.percent(returnProbability, 1)]),
      }}
      action={
        <Why
          path="health.curve"
          label={words(key, values)}
          title={words('whyNext')}
          content={() => <PredictionWhy customerId={customerId} />}
        >
          {words('why')}
        </Why>
      }
    >
      <ReturnCurve
        curve={curve}
        marks={marks}
        name={words('curveName', { list: format.list(marks.map(({ label, text }) => `${label}: ${text}`)) })}
      />
      {half !== null && (
        <p>
          {words(churnKey(isPast(half), most === null ? null : isPast(most)), {
            half: format.day(half),
            most: format.day(most),
          })}
        </p>
      )}
    </Figure>
  );
}

/** Which sentence says when the risk passes its marks. @param most whether the higher one is behind; null: it is out of reach. */
function churnKey(isHalfPast: boolean, most: boolean | null) {
  if (most === null) return isHalfPast ? 'churnPast' : 'churn';
  if (!isHalfPast) return 'churnBoth';
  return most ? 'churnPastAll' : 'churnPastBoth';
}

interface AmountsProps {
  readonly customerId: string;
  readonly models: Models;
  /** Net spend of the last 12 months; null: not known. */
  readonly lastYear: number | null;
}

function Amounts({ customerId, models: given, lastYear }: AmountsProps) {
  const words = useWords(healthWords);
  const format = useFormat();
  const { horizonDays: days, visits, spending, lifetimeValue, spendPerVisit } = getFragmentData(Worth_models, given);
  if (visits === null) return null;
  const title =
    visits.upper < 1
      ? words('amountsTitleNothing', { days })
      : spending === null
        ? words('visitsTitle', { lower: format.decimal(visits.lower), upper: format.decimal(visits.upper), days })
        : words('amountsTitle', { lower: format.money(spending.lower), upper: format.money(spending.upper), days });
  const money = (forecast: Pick<NonNullable<typeof spending>, 'expected' | 'lower' | 'upper'>) => ({
    expected: Number(forecast.expected.amount),
    lower: Number(forecast.lower.amount),
    upper: Number(forecast.upper.amount),
  });
  const visitWorth = Number(spendPerVisit?.amount ?? 1);
  const rows = [
    {
      key: 'visits',
      name: words('visitsIn', { days }),
      ...visits,
      write: (value: number) => format.decimal(value),
      fact: null,
      least: 1,
    },
    ...(spending === null
      ? []
      : [
          {
            key: 'spend',
            name: words('spendIn', { days }),
            ...money(spending),
            write: format.amount,
            fact: null,
            least: visitWorth,
          },
        ]),
    ...(lifetimeValue === null
      ? []
      : [
          {
            key: 'year',
            name: words('yearValue'),
            ...money(lifetimeValue),
            write: format.amount,
            fact: lastYear,
            least: visitWorth,
          },
        ]),
  ];
  return (
    <Figure
      title={title}
      caption={words('amountsCaption')}
      table={{
        columns: [words('what'), words('expected'), words('lower'), words('upper')],
        rows: rows.map(({ name, write, expected, lower, upper }) => [name, write(expected), write(lower), write(upper)]),
      }}
    >
      {rows.map(({ key, name, write, expected, lower, upper, fact, least }) => (
        <div key={key} className={css.amount}>
          <p className={css.amountHead}>
            <span>{name}</span>
            <Why
              path={`health.amount.${key}`}
              label={words('about', { value: write(expected), lower: write(lower), upper: write(upper) })}
              title={words('whyAmount')}
              content={() => <PredictionWhy customerId={customerId} />}
            >
              {words('about', { value: write(expected), lower: write(lower), upper: write(upper) })}
            </Why>
          </p>
          <AmountLine expected={expected} lower={lower} upper={upper} fact={fact} least={least} write={write} />
          {fact !== null && <p className={css.note}>{words('lastYear', { amount: format.amount(fact) })}</p>}
        </div>
      ))}
      <p className={css.note}>
        {spendPerVisit === null ? words('noSpend') : words('spendPerVisitIs', { amount: format.money(spendPerVisit) })}
      </p>
    </Figure>
  );
}

interface AmountLineProps {
  readonly expected: number;
  readonly lower: number;
  readonly upper: number;
  readonly fact: number | null;
  /** The axis reaches at least so far. */
  readonly least: number;
  readonly write: (value: number) => ReactNode;
}

function AmountLine({ expected, lower, upper, fact, least, write }: AmountLineProps) {
  const full = Math.max(upper, expected, fact ?? 0, least) * 1.1;
  return (
    <Interval
      full={full}
      expected={expected}
      lower={lower}
      upper={upper}
      fact={fact}
      ends={[write(0), write(Math.round(full))]}
    />
  );
}

function Prevention({ models: given }: { readonly models: Models }) {
  const words = useWords(healthWords);
  const format = useFormat();
  const { churnPrevention: steps } = getFragmentData(Worth_models, given);
  return (
    <Card title={words('preventTitle', { count: steps.length })} className={css.wide ?? ''}>
      <ol className={css.steps}>
        {steps.map(({ priority, driver, effect, doBefore, action }) => (
          <li key={`${priority}.${action.actionId}`}>
            <strong>{action.title}</strong>
            <span className={css.noteLine}>
              {[
                words('against', { driver }),
                words('percentPoints', { points: format.signed(effect * 100) }),
                words(`channel${action.channel}`),
                ...(doBefore === null ? [] : [words('doBefore', { day: format.day(doBefore) })]),
                ...(action.expectedNetValue === null ? [] : [words('worth', { amount: format.money(action.expectedNetValue) })]),
              ].join(' · ')}
            </span>
          </li>
        ))}
      </ol>
    </Card>
  );
}
