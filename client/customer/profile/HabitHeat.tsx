import { useMemo } from 'react';
import { HeatTable } from '../../ui/charts/HeatTable.tsx';
import { Figure } from '../../ui/Figure.tsx';
import { useReading, useWords } from '../../ui/words.ts';
import type { Behaviour, Place } from './BehaviourView.tsx';
import { countByDayAndPart, type VisitPoint } from './visit-figures.ts';
import { behaviourWords } from './words.behaviour.ts';

const weekdays = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'] as const;
const dayparts = ['BREAKFAST', 'LUNCH', 'AFTERNOON', 'DINNER', 'LATE'] as const;

interface HabitHeatProps {
  readonly patterns: Behaviour['visitPatterns'];
  readonly visits: readonly VisitPoint[];
  readonly locations: readonly Place[];
}

/** Visits by weekday and part of the day; what is proven is framed. */
export function HabitHeat({ patterns, visits, locations }: HabitHeatProps) {
  const words = useWords(behaviourWords);
  const { timeZone } = useReading();
  const counts = useMemo(
    () => countByDayAndPart(visits, (id) => locations.find((place) => place.id === id)?.timeZone ?? timeZone),
    [visits, locations, timeZone],
  );
  const { preferredDay: day, preferredDaypart: part, insufficientDayData } = patterns;
  const title =
    insufficientDayData !== null && day === null && part === null
      ? words('heatTooFew')
      : words('heatTitle', {
          day: day ?? 'NONE',
          part: part ?? 'NONE',
          dayName: day === null ? '' : words(day),
          partName: part === null ? '' : words(part),
        });
  return (
    <Figure title={title} caption={words('heatCaption')}>
      <HeatTable
        name={words('heatName')}
        columns={weekdays.map((key) => ({ key, label: words(`${key}_SHORT`), full: words(key), proven: key === day }))}
        rows={dayparts.map((key) => ({
          key,
          label: words(key),
          full: words(key),
          proven: key === part,
          counts: counts[key],
        }))}
      />
    </Figure>
  );
}
