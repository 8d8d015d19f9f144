import { useQuery } from '@apollo/client/react';
import { useAsOf } from '../ui/as-of.ts';
import { DivergingBars } from '../ui/charts/DivergingBars.tsx';
import { DotArray } from '../ui/charts/DotArray.tsx';
import { inUnit } from '../ui/Evidence.tsx';
import { Card } from '../ui/Figure.tsx';
import { useFormat } from '../ui/format.ts';
import { type FragmentType, getFragmentData, graphql } from '../ui/graphql.ts';
import { Chance, Severity } from '../ui/Marks.tsx';
import { NotYet } from '../ui/NotYet.tsx';
import { Section } from '../ui/Section.tsx';
import { Why } from '../ui/Why.tsx';
import { chanceIn, common } from '../ui/words.common.ts';
import { useWords } from '../ui/words.ts';
import { foldedDrivers } from './drivers.ts';
import css from './health.module.css';
import { RiskWhy } from './whys.ts';
import { healthWords } from './words.ts';

export const Risks_risk = graphql(`
  fragment Risks_risk on Risk {
    probability
    riskLevel
    typicalProbability
    horizonDays
    drivers {
      factor
      name
      value
      typicalValue
      unit
      effect
    }
    mitigationStrategies {
      actionId
      title
      factor
      channel
      expectedNetValue {
        amount
        currency
      }
    }
    insufficientData {
      ...NotYet_insufficientData
    }
  }
`);

const risks = graphql(`
  query HealthRisks($id: ID!, $asOf: DateTime) {
    customerHealthScore(customerId: $id, asOf: $asOf) {
      riskAssessment {
        churnRisk {
          ...Risks_risk
        }
        engagementRisk {
          ...Risks_risk
        }
        valueRisk {
          ...Risks_risk
        }
      }
    }
  }
`);

export const riskKinds = ['churnRisk', 'engagementRisk', 'valueRisk'] as const;
export type RiskKind = (typeof riskKinds)[number];

/** The three things that may go wrong: how likely, why, and what works against them. */
export function Risks({ customerId }: { readonly customerId: string }) {
  const { instant } = useAsOf();
  const asked = useQuery(risks, { variables: { id: customerId, asOf: instant } });
  return (
    <Section asked={asked} height={360}>
      {({ customerHealthScore: health }) => {
        const all = health?.riskAssessment;
        if (all === null || all === undefined) return null;
        const card = (kind: RiskKind) => <RiskCard key={kind} customerId={customerId} kind={kind} risk={all[kind]} />;
        const isKnown = (kind: RiskKind) => getFragmentData(Risks_risk, all[kind]).probability !== null;
        const [first, second] = riskKinds.filter(isKnown);
        // The only one that is known takes the room of the others, which stand one under another beside it.
        if (first !== undefined && second === undefined)
          return (
            <div className={css.two}>
              {card(first)}
              <div className={css.stack}>{riskKinds.filter((kind) => kind !== first).map(card)}</div>
            </div>
          );
        return <div className={css.three}>{riskKinds.map(card)}</div>;
      }}
    </Section>
  );
}

interface RiskCardProps {
  readonly customerId: string;
  readonly kind: RiskKind;
  readonly risk: FragmentType<typeof Risks_risk>;
}

function RiskCard({ customerId, kind, risk: given }: RiskCardProps) {
  const words = useWords(healthWords);
  const general = useWords(common);
  const format = useFormat();
  const risk = getFragmentData(Risks_risk, given);
  const sentence = words(`${kind}Is`, { days: risk.horizonDays });
  if (risk.probability === null)
    return (
      <Card title={words(kind)}>
        <p className={css.note}>{sentence}</p>
        <NotYet why={risk.insufficientData} height={120} />
      </Card>
    );
  const { key, values } = chanceIn(risk.probability);
  const drivers = foldedDrivers(risk.drivers, 5);
  const driverName = new Map(risk.drivers.map(({ factor, name }) => [factor, name]));
  return (
    <Card title={words(kind)} action={<Severity level={risk.riskLevel} />}>
      <div className={css.stack}>
        <div className={css.riskHead}>
          <DotArray share={risk.probability} level={risk.riskLevel} />
          <p>
            <Why
              path={`health.${kind}`}
              label={`${sentence}: ${general(key, values)}`}
              title={words('whyRisk')}
              content={() => <RiskWhy customerId={customerId} kind={kind} />}
            >
              <Chance share={risk.probability} />
            </Why>
            <span className={css.noteLine}>{sentence}</span>
          </p>
        </div>
        <p className={css.note}>{words('typical', { share: format.chance(risk.typicalProbability) })}</p>
        <h4 className={css.small}>{words('drivers')}</h4>
        {drivers.length === 0 ? (
          <p className={css.note}>{words('noDrivers')}</p>
        ) : (
          <DivergingBars
            worse="up"
            least={0.15}
            rows={drivers.map((driver) => ({
              key: driver.key,
              value: driver.effect,
              text: words('percentPoints', { points: format.signed(driver.effect * 100) }),
              name:
                driver.driver === null ? (
                  words('driverRest', { count: driver.count })
                ) : (
                  <>
                    {driver.driver.name}
                    <span className={css.noteLine}>
                      {words('driverValue', {
                        value: inUnit(driver.driver.value, driver.driver.unit, format),
                        typical: inUnit(driver.driver.typicalValue, driver.driver.unit, format),
                      })}
                    </span>
                  </>
                ),
            }))}
          />
        )}
        <h4 className={css.small}>{words('strategies')}</h4>
        {risk.mitigationStrategies.length === 0 && (
          <p className={css.note}>{words(risk.riskLevel === 'LOW' ? 'noStrategiesLow' : 'noStrategies')}</p>
        )}
        <ul className={css.strategies}>
          {risk.mitigationStrategies.map((strategy) => (
            <li key={strategy.actionId}>
              <strong>{strategy.title}</strong>
              <span className={css.noteLine}>
                {[
                  words('against', { driver: driverName.get(strategy.factor) ?? strategy.factor }),
                  words(`channel${strategy.channel}`),
                  ...(strategy.expectedNetValue === null
                    ? []
                    : [words('worth', { amount: format.money(strategy.expectedNetValue) })]),
                ].join(' · ')}
              </span>
            </li>
          ))}
        </ul>
      </div>
    </Card>
  );
}
