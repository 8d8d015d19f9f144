import { useQuery } from '@apollo/client/react';
import { useAsOf } from '../ui/as-of.ts';
import { Evidence } from '../ui/Evidence.tsx';
import { useFormat } from '../ui/format.ts';
import { graphql } from '../ui/graphql.ts';
import { Link } from '../ui/Link.tsx';
import { NotYet } from '../ui/NotYet.tsx';
import { Section } from '../ui/Section.tsx';
import { useMay } from '../ui/viewer.ts';
import { WhyFoot } from '../ui/WhyFoot.tsx';
import { chanceIn, common } from '../ui/words.common.ts';
import { useWords } from '../ui/words.ts';
import { predictionQuery } from './explorer.ts';
import css from './health.module.css';
import { healthWords } from './words.ts';

const predictionReasons = graphql(`
  query PredictionReasons($id: ID!, $asOf: DateTime) {
    customerHealthScore(customerId: $id, asOf: $asOf) {
      asOf
      configVersion
      predictionModels {
        method
        tier
        priorWeight
        stillCustomer
        evidence {
          ...Evidence_list
        }
        insufficientData {
          ...NotYet_insufficientData
        }
      }
    }
  }
`);

/** What forecasts rest on: models, the guest's own data, the weight of what is merely typical. */
export default function PredictionWhy({ customerId }: { readonly customerId: string }) {
  const words = useWords(healthWords);
  const general = useWords(common);
  const format = useFormat();
  const { instant } = useAsOf();
  const mayModel = useMay('READ_VENUE');
  const asked = useQuery(predictionReasons, { variables: { id: customerId, asOf: instant } });
  return (
    <Section asked={asked} height={220}>
      {({ customerHealthScore: health }) => {
        const models = health?.predictionModels;
        if (health === null || models === null || models === undefined) return null;
        const chance = models.stillCustomer === null ? null : chanceIn(models.stillCustomer);
        return (
          <div className={css.stack}>
            {chance !== null && <p>{words('stillCustomer', { chance: general(chance.key, chance.values) })}</p>}
            {models.tier === 'PRIOR' && <p>{words('priorTag', { weight: format.percent(models.priorWeight) })}</p>}
            {models.insufficientData !== null && <NotYet why={models.insufficientData} />}
            <Evidence items={models.evidence} />
            {mayModel && <Link to={{ to: 'model' }}>{words('record')}</Link>}
            <WhyFoot
              method={words(`method${models.method}`)}
              configVersion={health.configVersion}
              asOf={health.asOf}
              query={predictionQuery}
              variables={{ id: customerId, asOf: health.asOf }}
            />
          </div>
        );
      }}
    </Section>
  );
}
