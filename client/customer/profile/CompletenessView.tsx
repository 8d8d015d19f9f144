import { Ages } from '../../ui/charts/Ages.tsx';
import { Bars } from '../../ui/charts/Bars.tsx';
import { Scale } from '../../ui/charts/Scale.tsx';
import { dayMs } from '../../ui/charts/timeline.ts';
import { Card, Figure } from '../../ui/Figure.tsx';
import { useFormat } from '../../ui/format.ts';
import { type FragmentType, getFragmentData, graphql } from '../../ui/graphql.ts';
import { useSetting } from '../../ui/viewer.ts';
import { useWords } from '../../ui/words.ts';
import { Because } from './Because.tsx';
import css from './profile.module.css';
import { Stage } from './Stage.tsx';
import { completenessWords } from './words.completeness.ts';
import { profileWords } from './words.ts';

export const CompletenessView_profile = graphql(`
  fragment CompletenessView_profile on EnhancedCustomerProfile {
    asOf
    customerId
    profileCompleteness {
      overallScore
      completenessLevel
      needsAttention
      missingFields {
        field
        gain
        unlocks
      }
      dataQuality {
        accuracy
        freshness
        completeness
        consistency
        brokenRules
      }
    }
    dataFreshness {
      visitData
      loyaltyData
      campaignData
      feedbackData
    }
  }
`);

const weights = { completeness: 40, accuracy: 25, consistency: 15, freshness: 20 } as const;
const measures = ['completeness', 'accuracy', 'consistency', 'freshness'] as const;
const sources = ['visitData', 'loyaltyData', 'campaignData', 'feedbackData'] as const;
const steps = { BASIC: 0, GOOD: 1, EXCELLENT: 2, COMPLETE: 3 } as const;

interface CompletenessViewProps {
  readonly profile: FragmentType<typeof CompletenessView_profile>;
  /** Age beyond which a source is not fresh, seconds. */
  readonly freshSeconds: number;
}

/** What is known about a guest, how good it is, and what asking would gain. */
export function CompletenessView({ profile, freshSeconds }: CompletenessViewProps) {
  const words = useWords(completenessWords);
  const format = useFormat();
  const { asOf, customerId, profileCompleteness, dataFreshness } = getFragmentData(CompletenessView_profile, profile);
  if (profileCompleteness === null) return null;
  const { overallScore, completenessLevel, missingFields, dataQuality } = profileCompleteness;
  const score = format.whole(overallScore);
  return (
    <div className={css.body}>
      <h2 className={css.title}>{words('title', { level: completenessLevel, score })}</h2>
      <div className={css.lead}>
        <Quality quality={dataQuality} asOf={asOf} customerId={customerId} />
        <Card>
          <p className={css.big}>
            <Because
              path="completeness"
              label={words('scoreLabel', { score })}
              sentence={words('scoreWhy')}
              asOf={asOf}
              customerId={customerId}
              query="profileCompleteness { overallScore completenessLevel dataQuality { accuracy freshness completeness consistency brokenRules } }"
            >
              <span className={css.number}>{score}</span>
            </Because>
            <Stage step={steps[completenessLevel]} word={words(completenessLevel)} />
          </p>
          <Scale
            from={0}
            to={100}
            value={overallScore}
            bounds={[40, 70, 90]}
            name={words('scoreLabel', { score })}
            marks={[
              { at: 20, label: words('BASIC') },
              { at: 55, label: words('GOOD') },
              { at: 79, label: words('EXCELLENT') },
            ]}
          />
          {profileCompleteness.needsAttention && <Attention />}
          <Rules rules={dataQuality.brokenRules} />
        </Card>
      </div>
      <div className={css.pair}>
        <Missing fields={missingFields} />
        {dataFreshness !== null && <Freshness freshness={dataFreshness} asOf={asOf} limitDays={freshSeconds / 86_400} />}
      </div>
    </div>
  );
}

function Attention() {
  const words = useWords(completenessWords);
  const { completenessThreshold: threshold } = useSetting();
  return <p className={css.warning}>{words('attention', { threshold })}</p>;
}

function Rules({ rules }: { readonly rules: readonly string[] }) {
  const words = useWords(completenessWords);
  if (rules.length === 0) return <p className={css.quiet}>{words('noBrokenRules')}</p>;
  return (
    <div className={css.sub}>
      <h4>{words('brokenRules')}</h4>
      <ul>
        {rules.map((rule) => (
          <li key={rule}>{rule}</li>
        ))}
      </ul>
    </div>
  );
}

interface QualityProps {
  readonly quality: Readonly<Record<(typeof measures)[number], number | null>>;
  readonly asOf: string;
  readonly customerId: string;
}

function Quality({ quality, asOf, customerId }: QualityProps) {
  const words = useWords(completenessWords);
  const format = useFormat();
  const judged = measures.filter((measure) => quality[measure] !== null);
  const weakest = judged.reduce(
    (low, measure) => ((quality[measure] ?? 0) < (quality[low] ?? 0) ? measure : low),
    'completeness',
  );
  const value = quality[weakest as (typeof measures)[number]] ?? 0;
  const rows = measures.map((measure) => ({
    key: measure,
    name: words(measure),
    note: words('weight', { weight: weights[measure] }),
    value: quality[measure],
    text: quality[measure] === null ? words('notJudged') : format.whole(quality[measure]),
  }));
  const reasoned = rows.map((row) => ({
    ...row,
    text:
      row.value === null ? (
        row.text
      ) : (
        <Because
          path={`quality.${row.key}`}
          label={words('measureLabel', { measure: row.name, value: row.text })}
          title={row.name}
          sentence={words(`${row.key}Why`)}
          asOf={asOf}
          customerId={customerId}
          query="profileCompleteness { missingFields { field gain } dataQuality { accuracy freshness completeness consistency brokenRules } }"
        >
          {row.text}
        </Because>
      ),
  }));
  return (
    <Figure
      title={words('weakest', { measure: value >= 99.5 ? 'NONE' : weakest, value: format.whole(value) })}
      table={{
        isSaid: true,
        columns: [words('measure'), words('weight', { weight: '' }), words('points')],
        rows: rows.map((row) => [row.name, row.note, row.text]),
      }}
    >
      <Bars rows={reasoned} full={100} />
    </Figure>
  );
}

interface MissingProps {
  readonly fields: readonly { readonly field: string; readonly gain: number; readonly unlocks: readonly string[] }[];
}

function Missing({ fields }: MissingProps) {
  const words = useWords(completenessWords);
  const format = useFormat();
  const gain = format.decimal(fields.reduce((sum, field) => sum + field.gain, 0));
  const rows = fields.map(({ field, gain: points, unlocks }) => ({
    key: field,
    name: words('field', { field }),
    note: unlocks.length > 0 ? words('unlocks', { what: format.list(unlocks) }) : null,
    value: points,
    text: words('gain', { gain: format.signed(points, 1) }),
  }));
  return (
    <Figure
      title={words('missingTitle', { count: fields.length, gain })}
      {...(rows.length > 0 && {
        table: {
          isSaid: true,
          columns: [words('missingName'), words('gainHead'), words('unlocksHead')],
          rows: fields.map((field, index) => [rows[index]?.name, format.signed(field.gain, 1), format.list(field.unlocks)]),
        },
      })}
    >
      {rows.length > 0 && <Bars rows={rows} />}
    </Figure>
  );
}

interface FreshnessProps {
  readonly freshness: Readonly<Record<(typeof sources)[number], string | null>>;
  readonly asOf: string;
  readonly limitDays: number;
}

function Freshness({ freshness, asOf, limitDays }: FreshnessProps) {
  const words = useWords(completenessWords);
  const profile = useWords(profileWords);
  const format = useFormat();
  const rows = sources.map((source) => {
    const at = freshness[source];
    const days = at === null ? null : Math.max(0, (Date.parse(asOf) - Date.parse(at)) / dayMs);
    return { key: source, name: words(source), at, days, text: at === null ? words('never') : format.ago(at, Date.parse(asOf)) };
  });
  const old = rows.filter(({ days }) => days !== null && days > limitDays).length;
  return (
    <Figure
      title={words('freshTitle', { old })}
      caption={words('freshCaption', { days: Math.round(limitDays) })}
      table={{
        isSaid: true,
        columns: [words('source'), words('newest'), profile('date')],
        rows: rows.map(({ name, text, at }) => [name, text, format.time(at)]),
      }}
    >
      <Ages
        rows={rows}
        threshold={limitDays}
        marks={[
          { at: 1 / 24, label: words('hour') },
          { at: 1, label: words('day'), minor: true },
          { at: 7, label: words('week') },
          { at: 365, label: words('year') },
        ]}
      />
    </Figure>
  );
}
