import { Bars } from '../ui/charts/Bars.tsx';
import { Figure } from '../ui/Figure.tsx';
import { useFormat } from '../ui/format.ts';
import { Level } from '../ui/Marks.tsx';
import { NotYet } from '../ui/NotYet.tsx';
import { common } from '../ui/words.common.ts';
import { useWords } from '../ui/words.ts';
import type { Card } from './card.ts';
import css from './model.module.css';
import { modelWords } from './words.ts';

/** How well the health score told who would come back. */
export function ScorePast({ past }: { readonly past: Card['healthScore'] }) {
  const words = useWords(modelWords);
  const kit = useWords(common);
  const format = useFormat();
  return (
    <>
      <h2 className={css.heading}>{words('score')}</h2>
      {past === null ? (
        <div className={css.none}>
          <NotYet why={null} height={160} />
          <p className={css.quiet}>{words('scoreNone')}</p>
        </div>
      ) : (
        <Figure
          title={past.verdict}
          caption={words('scoreCaption', {
            guests: past.guests,
            day: format.day(past.originDate),
            days: past.horizonDays,
          })}
          description={words('scoreText', {
            levels: format.list(past.levels.map(({ level, returnShare }) => `${kit(level)} ${format.percent(returnShare)}`)),
          })}
          table={{
            columns: [words('level'), words('cameBack'), words('guests')],
            rows: past.levels.map(({ level, guests, returnShare }) => [
              kit(level),
              format.percent(returnShare, 1),
              format.whole(guests),
            ]),
          }}
        >
          <Bars
            full={1}
            rows={past.levels.map(({ level, guests, returnShare }) => ({
              key: level,
              name: <Level level={level} />,
              note: words('levelNote', { guests }),
              value: guests === 0 ? null : returnShare,
              text: guests === 0 ? '–' : format.percent(returnShare),
              tick: past.returnShare,
            }))}
          />
        </Figure>
      )}
    </>
  );
}
