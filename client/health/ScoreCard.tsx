import { Gauge } from '../ui/charts/Gauge.tsx';
import { Card } from '../ui/Figure.tsx';
import { useFormat } from '../ui/format.ts';
import { type FragmentType, getFragmentData, graphql } from '../ui/graphql.ts';
import { Level, Trend } from '../ui/Marks.tsx';
import { NotYet } from '../ui/NotYet.tsx';
import { Why } from '../ui/Why.tsx';
import { common } from '../ui/words.common.ts';
import { useWords } from '../ui/words.ts';
import css from './health.module.css';
import { shownDirection } from './trends.ts';
import { ScoreWhy } from './whys.ts';
import { componentNames, healthWords } from './words.ts';

export const ScoreCard_health = graphql(`
  fragment ScoreCard_health on CustomerHealthScore {
    healthScore
    healthLevel
    coverage
    confidence
    asOf
    trend {
      change
      days
      direction
    }
    change {
      significance
    }
    components {
      visitFrequency {
        contribution
      }
      spendingBehavior {
        contribution
      }
      loyaltyEngagement {
        contribution
      }
      feedbackSentiment {
        contribution
      }
      communicationResponse {
        contribution
      }
      recencyFactor {
        contribution
      }
    }
    insufficientData {
      ...NotYet_insufficientData
    }
  }
`);

interface ScoreCardProps {
  readonly customerId: string;
  readonly health: FragmentType<typeof ScoreCard_health>;
  /** The score of today, when the past is compared with it. */
  readonly today?: FragmentType<typeof ScoreCard_health> | null | undefined;
}

/** The one number of the page: the score on its dial, its level, where it goes and how much of it is known. */
export function ScoreCard({ customerId, health, today }: ScoreCardProps) {
  const words = useWords(healthWords);
  const general = useWords(common);
  const format = useFormat();
  const then = getFragmentData(ScoreCard_health, health);
  const now = getFragmentData(ScoreCard_health, today ?? null);
  const shown = now ?? then;
  const { healthScore, healthLevel, coverage, confidence, trend, change, components } = shown;
  const level = general(healthLevel ?? 'NONE');
  const name = healthScore === null ? words('scoreNone') : words('scoreName', { score: healthScore, level });
  const present = componentNames.filter((field) => components[field].contribution !== null).length;
  return (
    <Card title={words('scoreTitle')} className={css.scoreCard ?? ''}>
      <Gauge
        value={healthScore}
        level={healthLevel}
        other={now === null || now === undefined ? null : then.healthScore}
        name={name}
      >
        {healthScore === null ? (
          <span aria-hidden="true">–</span>
        ) : (
          <>
            <Why
              path="health.score"
              label={name}
              title={words('whyScore', { score: healthScore })}
              content={() => <ScoreWhy customerId={customerId} isToday={now !== null && now !== undefined} />}
            >
              {format.whole(healthScore)}
            </Why>
            <span className={css.ofHundred}>{words('ofHundred')}</span>
          </>
        )}
      </Gauge>
      {healthScore === null ? (
        <NotYet why={shown.insufficientData} />
      ) : (
        <div className={css.scoreFacts}>
          <p>
            <Level level={healthLevel} />{' '}
            <Trend
              direction={shownDirection(trend, change?.significance != null)}
              change={trend?.change ?? null}
              days={trend?.days ?? null}
            />
          </p>
          {now !== null && now !== undefined && (
            <p className={css.strong}>
              {words('compareLine', {
                day: format.shortDay(then.asOf),
                before: format.whole(then.healthScore),
                now: format.whole(healthScore),
              })}
            </p>
          )}
          <p className={css.note}>{words('partsOf', { present, share: format.percent(coverage) })}</p>
          <p className={css.note}>{words('trust', { confidence: general(`confidence${confidence}`) })}</p>
        </div>
      )}
    </Card>
  );
}
