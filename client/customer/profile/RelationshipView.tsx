import type { RelationshipView_ProfileFragment as Fields } from '../../generated/graphql.ts';
import { type Fact, FactRows } from '../../ui/charts/FactRows.tsx';
import { Scale } from '../../ui/charts/Scale.tsx';
import { Card } from '../../ui/Figure.tsx';
import { useFormat } from '../../ui/format.ts';
import { type FragmentType, getFragmentData, graphql } from '../../ui/graphql.ts';
import { Trend } from '../../ui/Marks.tsx';
import { NotYet } from '../../ui/NotYet.tsx';
import { useWords } from '../../ui/words.ts';
import { Because } from './Because.tsx';
import { FactorRows } from './FactorRows.tsx';
import { Milestones } from './Milestones.tsx';
import css from './profile.module.css';
import { Stage } from './Stage.tsx';
import { settled } from './settled.ts';
import { relationshipWords } from './words.relationship.ts';
import { profileWords } from './words.ts';

export const RelationshipView_profile = graphql(`
  fragment RelationshipView_profile on EnhancedCustomerProfile {
    asOf
    customerId
    relationshipStrength {
      overallScore
      strengthLevel
      coverage
      trend {
        change
        days
        direction
      }
      insufficientData {
        ...NotYet_insufficientData
      }
      engagementMetrics {
        visitFrequency
        deliveries
        campaignResponse
        loyaltyParticipation
        feedbackCount
        lastInteraction
      }
      relationshipFactors {
        name
        score
        weight
        contribution
        withoutSpread
        trend {
          change
          days
          direction
        }
        evidence {
          ...Evidence_list
        }
        insufficientData {
          message
        }
      }
      milestones {
        kind
        date
        number
        title
        impact
      }
    }
  }
`);

export type Relationship = NonNullable<Fields['relationshipStrength']>;

const steps = { WEAK: 0, DEVELOPING: 1, STRONG: 2, EXCEPTIONAL: 3 } as const;

/** How strong the relation with a guest is, what makes it, and how it came about. */
export function RelationshipView({ profile }: { readonly profile: FragmentType<typeof RelationshipView_profile> }) {
  const words = useWords(relationshipWords);
  const format = useFormat();
  const { asOf, customerId, relationshipStrength: relation } = getFragmentData(RelationshipView_profile, profile);
  if (relation === null) return null;
  const { overallScore, strengthLevel, trend, relationshipFactors, milestones, engagementMetrics } = relation;
  const title = words('title', {
    level: strengthLevel ?? 'NONE',
    score: format.whole(overallScore),
    trend: settled(trend) ?? 'NONE',
  });
  return (
    <div className={css.body}>
      <h2 className={css.title}>{title}</h2>
      <Strength relation={relation} asOf={asOf} customerId={customerId} />
      <div className={css.lead}>
        <FactorRows factors={relationshipFactors} asOf={asOf} customerId={customerId} />
        <Metrics metrics={engagementMetrics} />
      </div>
      <Milestones milestones={milestones} asOf={asOf} />
    </div>
  );
}

interface StrengthProps {
  readonly relation: Relationship;
  readonly asOf: string;
  readonly customerId: string;
}

function Strength({ relation, asOf, customerId }: StrengthProps) {
  const words = useWords(relationshipWords);
  const kit = useWords(profileWords);
  const format = useFormat();
  const { overallScore, strengthLevel, trend, coverage } = relation;
  if (overallScore === null || strengthLevel === null)
    return (
      <Card>
        <NotYet why={relation.insufficientData} height={120} />
      </Card>
    );
  const score = kit('of100', { value: format.whole(overallScore) });
  return (
    <Card>
      <p className={css.big}>
        <Because
          path="relationship"
          label={score}
          sentence={words('scoreWhy')}
          asOf={asOf}
          customerId={customerId}
          query="relationshipStrength { overallScore strengthLevel coverage relationshipFactors { name score weight contribution } }"
        >
          <span className={css.number}>{format.whole(overallScore)}</span>
        </Because>
        <Stage step={steps[strengthLevel]} word={words(strengthLevel)} />
        <Trend direction={settled(trend)} change={trend?.change ?? null} days={trend?.days ?? null} />
        <span className={css.note}>{words('coverage', { percent: format.percent(coverage) })}</span>
      </p>
      <Scale
        from={0}
        to={100}
        value={overallScore}
        bounds={[40, 60, 80]}
        name={score}
        marks={[
          { at: 20, label: words('WEAK') },
          { at: 50, label: words('DEVELOPING') },
          { at: 70, label: words('STRONG') },
          { at: 90, label: words('EXCEPTIONAL') },
        ]}
      />
    </Card>
  );
}

function Metrics({ metrics }: { readonly metrics: Relationship['engagementMetrics'] }) {
  const words = useWords(relationshipWords);
  const kit = useWords(profileWords);
  const format = useFormat();
  const share = (value: number | null) => (value === null ? kit('unknown') : format.percent(value));
  const facts: Fact[] = [
    {
      key: 'visits',
      name: words('visitFrequency'),
      value: metrics.visitFrequency === null ? kit('unknown') : format.decimal(metrics.visitFrequency),
    },
    {
      key: 'campaigns',
      name: words('campaignResponse'),
      value: share(metrics.campaignResponse),
      note: words('campaignNote', { deliveries: metrics.deliveries }),
    },
    { key: 'loyalty', name: words('loyaltyParticipation'), value: share(metrics.loyaltyParticipation) },
    { key: 'feedback', name: words('feedbackCount'), value: format.whole(metrics.feedbackCount) },
    { key: 'last', name: words('lastInteraction'), value: format.day(metrics.lastInteraction) },
  ];
  return (
    <Card title={words('metricsTitle')}>
      <FactRows facts={facts} />
    </Card>
  );
}
