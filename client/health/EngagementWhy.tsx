import { useQuery } from '@apollo/client/react';
import { useAsOf } from '../ui/as-of.ts';
import { Evidence } from '../ui/Evidence.tsx';
import { useFormat } from '../ui/format.ts';
import { graphql } from '../ui/graphql.ts';
import { Section } from '../ui/Section.tsx';
import { WhyFoot } from '../ui/WhyFoot.tsx';
import { useWords } from '../ui/words.ts';
import { engagementQuery } from './explorer.ts';
import css from './health.module.css';
import { healthWords } from './words.ts';

const engagementReasons = graphql(`
  query EngagementReasons($id: ID!, $asOf: DateTime) {
    customerHealthScore(customerId: $id, asOf: $asOf) {
      asOf
      configVersion
      engagementAnalysis {
        score
        percentileSource
        evidence {
          ...Evidence_list
        }
      }
    }
  }
`);

/** What the level of engagement rests on. */
export default function EngagementWhy({ customerId }: { readonly customerId: string }) {
  const words = useWords(healthWords);
  const format = useFormat();
  const { instant } = useAsOf();
  const asked = useQuery(engagementReasons, { variables: { id: customerId, asOf: instant } });
  return (
    <Section asked={asked} height={140}>
      {({ customerHealthScore: health }) => {
        const analysis = health?.engagementAnalysis;
        if (health === null || analysis === null || analysis === undefined) return null;
        return (
          <div className={css.stack}>
            <p>{words('whyEngagementLead', { percentile: format.whole(analysis.score) })}</p>
            {analysis.percentileSource === 'PRIOR' && <p className={css.note}>{words('whyPrior')}</p>}
            <Evidence items={analysis.evidence} />
            <WhyFoot
              configVersion={health.configVersion}
              asOf={health.asOf}
              query={engagementQuery}
              variables={{ id: customerId, asOf: health.asOf }}
            />
          </div>
        );
      }}
    </Section>
  );
}
