import { DotCompare } from '../ui/charts/DotCompare.tsx';
import { Figure } from '../ui/Figure.tsx';
import { useFormat } from '../ui/format.ts';
import { useWords } from '../ui/words.ts';
import { type Horizon, judged, type Origin } from './card.ts';
import css from './model.module.css';
import { modelWords } from './words.ts';

/** Ours against simple rules: whether it is worth its trouble. */
export function Rivals({ horizon, origins }: { readonly horizon: Horizon; readonly origins: readonly Origin[] }) {
  const words = useWords(modelWords);
  const format = useFormat();
  const { rows, days } = judged(origins);
  const [ours, ...rules] = rows;
  const own = ours?.error ?? null;
  if (own === null)
    return (
      <Figure title={words('baselineName')}>
        <p className={css.quiet}>◌ {words('baselineFew')}</p>
      </Figure>
    );
  const better = rules.filter(({ error }) => error !== null && own < error).length;
  const title = better === rules.length ? words('baselineWins') : words('baselineSome', { better, all: rules.length });
  const best = [...rules].sort((one, other) => (one.error ?? 1) - (other.error ?? 1))[0];
  const nameOf = (rule: (typeof rows)[number]['rule']) => words(rule ?? 'ours');
  const error = (value: number | null) => format.fixed(value, 3);
  const most = Math.max(...rows.flatMap((row) => row.worst ?? 0)) * 1.05;
  const { recencyAuc, recencyDoesAsWell, champion } = horizon;
  return (
    <Figure
      title={title}
      caption={words('baselineCaption', { days })}
      description={words('baselineText', {
        ours: error(own),
        rule: nameOf(best?.rule ?? null),
        best: error(best?.error ?? null),
      })}
      table={{
        columns: [words('rule'), words('error'), words('bestWorst'), words('ranking')],
        rows: rows.map((row) => [
          nameOf(row.rule),
          error(row.error),
          `${error(row.best)} – ${error(row.worst)}`,
          format.decimal(row.ranking, 2),
        ]),
      }}
    >
      <DotCompare
        from={0}
        to={most}
        rows={rows.map((row) => ({
          key: row.rule ?? 'ours',
          name: nameOf(row.rule),
          value: row.error,
          lower: row.best,
          upper: row.worst,
          text: error(row.error),
          isOurs: row.rule === null,
        }))}
        marks={[
          { at: 0, label: `0 · ${words('better')}` },
          { at: most, label: format.decimal(most, 2) },
        ]}
      />
      {recencyDoesAsWell === true ? (
        <p>{words('recencySame')}</p>
      ) : (
        recencyAuc !== null &&
        champion.auc !== null && (
          <p>
            {words('recencyWorse', {
              ours: format.whole(champion.auc * 100),
              recency: format.whole(recencyAuc * 100),
            })}
          </p>
        )
      )}
    </Figure>
  );
}
