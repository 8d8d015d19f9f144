import { Seasons } from '../../ui/charts/Seasons.tsx';
import { Card, Figure } from '../../ui/Figure.tsx';
import { useFormat } from '../../ui/format.ts';
import { NotYet } from '../../ui/NotYet.tsx';
import { useWords } from '../../ui/words.ts';
import type { Behaviour } from './BehaviourView.tsx';
import { behaviourWords } from './words.behaviour.ts';
import { profileWords } from './words.ts';

/** The guest's months against the house's. */
export function SeasonFigure({ seasons }: { readonly seasons: Behaviour['seasonalTrends'] }) {
  const words = useWords(behaviourWords);
  const profile = useWords(profileWords);
  const format = useFormat();
  const { months, peakMonth, spanDays, dataPoints, insufficientData } = seasons;
  if (months.length === 0)
    return (
      <Card title={words('seasonName')}>
        <NotYet why={insufficientData} height={160} />
      </Card>
    );
  return (
    <Figure
      title={words('seasonTitle', {
        peak: peakMonth === null ? 'NONE' : String(peakMonth),
        month: peakMonth === null ? '' : format.monthName(peakMonth, 'long'),
      })}
      caption={words('seasonCaption', { days: format.whole(spanDays), count: format.whole(dataPoints) })}
      table={{
        columns: [words('month'), profile('visits'), profile('share'), profile('venueShare')],
        rows: months.map((row) => [
          format.monthName(row.month),
          format.whole(row.visits),
          format.percent(row.share),
          format.percent(row.venueShare),
        ]),
      }}
    >
      <Seasons
        name={words('seasonName')}
        labels={{ twice: words('twice'), same: words('same'), half: words('half') }}
        months={months.map(({ month, index, visits }) => ({
          month,
          index,
          strong: visits >= 3,
          label: format.monthName(month, 'narrow'),
        }))}
      />
    </Figure>
  );
}
