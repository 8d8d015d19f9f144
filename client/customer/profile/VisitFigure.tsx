import { dayMs } from '../../ui/charts/timeline.ts';
import { VisitStrip } from '../../ui/charts/VisitStrip.tsx';
import { Figure } from '../../ui/Figure.tsx';
import { useFormat } from '../../ui/format.ts';
import { useWords } from '../../ui/words.ts';
import type { VisitPoint } from './visit-figures.ts';
import { behaviourWords } from './words.behaviour.ts';
import { profileWords } from './words.ts';

interface VisitFigureProps {
  readonly visits: readonly VisitPoint[];
  readonly isWhole: boolean;
  readonly asOf: string;
}

/** 24 months of visits as ticks. */
export function VisitFigure({ visits, isWhole, asOf }: VisitFigureProps) {
  const words = useWords(behaviourWords);
  const profile = useWords(profileWords);
  const format = useFormat();
  const to = Math.max(Date.parse(asOf), visits.at(-1)?.at ?? 0);
  const from = to - 730 * dayMs;
  const shown = visits.filter(({ at }) => at > from);
  const last = shown.at(-1);
  const byMonth = new Map<string, number>();
  for (const { day } of shown) byMonth.set(day.slice(0, 7), (byMonth.get(day.slice(0, 7)) ?? 0) + 1);
  return (
    <Figure
      title={words('stripTitle', {
        count: shown.length,
        silence: last === undefined ? 'NONE' : format.ago(new Date(last.at).toISOString(), to),
      })}
      caption={words(isWhole ? 'stripCaption' : 'stripPart')}
      table={{
        columns: [words('month'), profile('visits')],
        rows: [...byMonth].map(([month, count]) => [format.month(`${month}-01`), format.whole(count)]),
      }}
    >
      <VisitStrip visits={shown.map(({ at }) => at)} from={from} to={to} name={words('stripName', { count: shown.length })} />
    </Figure>
  );
}
