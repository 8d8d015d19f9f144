import { useQuery } from '@apollo/client/react';
import { useAsOf } from '../ui/as-of.ts';
import { Waterfall } from '../ui/charts/Waterfall.tsx';
import { Evidence } from '../ui/Evidence.tsx';
import { useFormat } from '../ui/format.ts';
import { getFragmentData, graphql } from '../ui/graphql.ts';
import { NotYet } from '../ui/NotYet.tsx';
import { Section } from '../ui/Section.tsx';
import { WhyFoot } from '../ui/WhyFoot.tsx';
import { useWords } from '../ui/words.ts';
import { useEventNames } from './ComponentWhy.tsx';
import { riskQuery } from './explorer.ts';
import css from './health.module.css';
import type { RiskKind } from './Risks.tsx';
import { healthWords } from './words.ts';

const RiskWhy_risk = graphql(`
  fragment RiskWhy_risk on Risk {
    probability
    typicalProbability
    drivers {
      factor
      name
      effect
    }
    evidence {
      ...Evidence_list
    }
    insufficientData {
      ...NotYet_insufficientData
    }
  }
`);

const riskReasons = graphql(`
  query RiskReasons($id: ID!, $asOf: DateTime) {
    customerHealthScore(customerId: $id, asOf: $asOf) {
      asOf
      method
      configVersion
      riskAssessment {
        churnRisk {
          ...RiskWhy_risk
        }
        engagementRisk {
          ...RiskWhy_risk
        }
        valueRisk {
          ...RiskWhy_risk
        }
      }
    }
  }
`);

/** Why a risk is as high: from the typical guest's, driver by driver, to this guest's. */
export default function RiskWhy({ customerId, kind }: { readonly customerId: string; readonly kind: RiskKind }) {
  const words = useWords(healthWords);
  const format = useFormat();
  const { instant } = useAsOf();
  const asked = useQuery(riskReasons, { variables: { id: customerId, asOf: instant } });
  const nameEvent = useEventNames(customerId);
  return (
    <Section asked={asked} height={260}>
      {({ customerHealthScore: health }) => {
        const risk = getFragmentData(RiskWhy_risk, health?.riskAssessment?.[kind] ?? null);
        if (health === null || risk === null || risk === undefined) return null;
        return (
          <div className={css.stack}>
            {risk.probability === null ? (
              <NotYet why={risk.insufficientData} />
            ) : (
              <Waterfall
                signed
                isRisk
                start={{
                  value: (risk.typicalProbability ?? 0) * 100,
                  name: words('typicalGuest'),
                  text: format.chance(risk.typicalProbability),
                }}
                steps={risk.drivers.map(({ factor, name, effect }) => ({
                  key: factor,
                  name,
                  points: effect * 100,
                  text: words('percentPoints', { points: format.signed(effect * 100, 1) }),
                }))}
                end={{ value: risk.probability * 100, name: words('thisGuest'), text: format.chance(risk.probability) }}
              />
            )}
            <Evidence items={risk.evidence} nameEvent={nameEvent} />
            <WhyFoot
              method={words(`method${health.method}`)}
              configVersion={health.configVersion}
              asOf={health.asOf}
              query={riskQuery(kind)}
              variables={{ id: customerId, asOf: health.asOf }}
            />
          </div>
        );
      }}
    </Section>
  );
}
