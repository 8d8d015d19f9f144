import { Card } from '../../ui/Figure.tsx';
import { useFormat } from '../../ui/format.ts';
import { type FragmentType, getFragmentData, graphql } from '../../ui/graphql.ts';
import { Chance, Severity } from '../../ui/Marks.tsx';
import { useWords } from '../../ui/words.ts';
import { Because } from './Because.tsx';
import css from './profile.module.css';
import { insightWords } from './words.insights.ts';

export const RiskCard_risk = graphql(`
  fragment RiskCard_risk on ProfileRiskFactor {
    kind
    riskLevel
    probability
    description
    mitigationStrategies {
      actionId
      title
      description
    }
    evidence {
      ...Evidence_list
    }
  }
`);

interface RiskCardProps {
  readonly risk: FragmentType<typeof RiskCard_risk>;
  readonly asOf: string;
  readonly customerId: string;
}

/** Something that may go wrong with a guest, and what helps. */
export function RiskCard({ risk: fragment, asOf, customerId }: RiskCardProps) {
  const words = useWords(insightWords);
  const format = useFormat();
  const { kind, riskLevel, probability, description, mitigationStrategies, evidence } = getFragmentData(RiskCard_risk, fragment);
  const name = words('riskKind', { kind });
  return (
    <Card className={css.fill ?? ''}>
      <div className={css.action}>
        <p className={css.worth}>
          <Severity level={riskLevel} />
          {probability !== null && <Chance share={probability} />}
        </p>
        <h4>
          <Because
            path={`risk.${kind}`}
            label={name}
            sentence={format.amountsIn(description)}
            inputs={evidence}
            asOf={asOf}
            customerId={customerId}
            query="personalizedInsights { riskFactors { kind riskLevel probability description evidence { name value unit } } }"
          >
            {name}
          </Because>
        </h4>
        <p>{format.amountsIn(description)}</p>
        {mitigationStrategies.length > 0 && (
          <div className={css.sub}>
            <p className={css.subTitle}>{words('mitigation')}</p>
            <ul>
              {mitigationStrategies.map(({ actionId, title }) => (
                <li key={actionId}>{title}</li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </Card>
  );
}
