import { ComponentsCard } from '../../health/ComponentsCard.tsx';
import { Gauge } from '../../ui/charts/Gauge.tsx';
import { DataRows } from '../../ui/Figure.tsx';
import { useFormat } from '../../ui/format.ts';
import { type FragmentType, getFragmentData, graphql } from '../../ui/graphql.ts';
import { Chance, Level, Severity } from '../../ui/Marks.tsx';
import { NotYet } from '../../ui/NotYet.tsx';
import { common } from '../../ui/words.common.ts';
import { useWords } from '../../ui/words.ts';
import css from './report.module.css';
import { reportWords } from './words.ts';

export const ReportHealth_risk = graphql(`
  fragment ReportHealth_risk on Risk {
    probability
    riskLevel
    horizonDays
    drivers {
      name
      effect
    }
  }
`);

export const ReportHealth_health = graphql(`
  fragment ReportHealth_health on CustomerHealthScore {
    customerId
    healthScore
    healthLevel
    insufficientData {
      ...NotYet_insufficientData
    }
    trend {
      days
      direction
    }
    change {
      significance
    }
    ...ComponentsCard_health
    riskAssessment {
      churnRisk {
        ...ReportHealth_risk
      }
      engagementRisk {
        ...ReportHealth_risk
      }
      valueRisk {
        ...ReportHealth_risk
      }
    }
  }
`);

const kinds = ['churnRisk', 'engagementRisk', 'valueRisk'] as const;

/** Score, parts and risks, as they go on paper. */
export function ReportHealth({ health: given }: { readonly health: FragmentType<typeof ReportHealth_health> }) {
  const words = useWords(reportWords);
  const kit = useWords(common);
  const format = useFormat();
  const health = getFragmentData(ReportHealth_health, given);
  const { healthScore: score, healthLevel: level, trend, riskAssessment } = health;
  const title = words('healthTitle', {
    level: level ?? 'NONE',
    levelName: level === null ? '' : kit(level),
    score: format.whole(score),
    trend: trend === null ? 'NONE' : health.change?.significance == null ? 'STEADY' : trend.direction,
    days: trend?.days ?? 0,
  });
  return (
    <>
      <h2 className={css.title}>{title}</h2>
      <div className={css.health}>
        {score === null ? (
          <NotYet why={health.insufficientData} />
        ) : (
          <div className={css.score}>
            <Gauge value={score} level={level} name={title}>
              <span className={css.number}>{format.whole(score)}</span>
              <Level level={level} />
            </Gauge>
            {riskAssessment !== null && <Risks risks={riskAssessment} />}
          </div>
        )}
        <ComponentsCard customerId={health.customerId} health={health} />
      </div>
    </>
  );
}

interface RisksProps {
  readonly risks: Readonly<Record<(typeof kinds)[number], FragmentType<typeof ReportHealth_risk>>>;
}

/** How many drivers of a risk are named. */
const mostDrivers = 2;

function Risks({ risks }: RisksProps) {
  const words = useWords(reportWords);
  const format = useFormat();
  const rows = kinds.map((kind) => ({ kind, ...getFragmentData(ReportHealth_risk, risks[kind]) }));
  const high = rows.filter(({ riskLevel }) => riskLevel === 'HIGH').length;
  const title = words('risksTitle', { high });
  return (
    <section>
      <h3>{title}</h3>
      <DataRows
        label={title}
        columns={[words('risk'), words('level'), words('chance'), words('drivers')]}
        rows={rows.map(({ kind, riskLevel, probability, drivers }) => [
          words(kind),
          probability === null ? words('unknown') : <Severity key="level" level={riskLevel} />,
          <Chance key="chance" share={probability} />,
          probability === null
            ? '–'
            : format.list(
                drivers
                  .filter(({ effect }) => effect > 0.005)
                  .slice(0, mostDrivers)
                  .map(({ name }) => name),
              ) || words('nothing'),
        ])}
      />
      <p className={css.facts}>{words('risksCaption', { days: rows[0]?.horizonDays ?? 0 })}</p>
    </section>
  );
}
