import { type Fact, FactRows } from '../../ui/charts/FactRows.tsx';
import { Scale } from '../../ui/charts/Scale.tsx';
import { useFormat } from '../../ui/format.ts';
import { NotYet } from '../../ui/NotYet.tsx';
import { useWords } from '../../ui/words.ts';
import { Because } from './Because.tsx';
import type { Behaviour, Place } from './BehaviourView.tsx';
import css from './profile.module.css';
import { behaviourWords } from './words.behaviour.ts';

interface HabitFactsProps {
  readonly patterns: Behaviour['visitPatterns'];
  readonly locations: readonly Place[];
  readonly asOf: string;
  readonly customerId: string;
}

/** Rate, gap and rhythm, and the day, time and place that are proven. */
export function HabitFacts({ patterns, locations, asOf, customerId }: HabitFactsProps) {
  const words = useWords(behaviourWords);
  const format = useFormat();
  const { visitsPer30Days, meanGapDays, preferredDay, preferredDaypart, preferredLocationId } = patterns;
  const reasons = { asOf, customerId };
  const rate = words('rateValue', { rate: format.decimal(visitsPer30Days) });
  const gap = words('gapValue', { gap: Math.round(meanGapDays ?? 0) });
  const habits = [preferredDay, preferredDaypart].filter((habit) => habit !== null).map((habit) => words(habit));
  const place = locations.find(({ id }) => id === preferredLocationId)?.name ?? preferredLocationId;
  const facts: Fact[] = [
    {
      key: 'rate',
      name: words('rate'),
      value:
        visitsPer30Days === null ? (
          <NotYet why={patterns.insufficientRateData} />
        ) : (
          <Because
            path="rate"
            label={rate}
            sentence={words('rateWhy')}
            {...reasons}
            query="behavioralPreferences { visitPatterns { visitDays firstVisitAt visitsPer30Days } }"
          >
            {rate}
          </Because>
        ),
    },
    ...(meanGapDays === null
      ? []
      : [
          {
            key: 'gap',
            name: words('gap'),
            value: (
              <Because
                path="gap"
                label={gap}
                sentence={words('gapWhy')}
                {...reasons}
                query="behavioralPreferences { visitPatterns { visitDays meanGapDays } }"
              >
                {gap}
              </Because>
            ),
          },
        ]),
    { key: 'habit', name: words('usually'), value: habits.length > 0 ? format.list(habits) : words('noHabit') },
    ...(place === null ? [] : [{ key: 'place', name: words('location'), value: place }]),
    { key: 'first', name: words('firstVisit'), value: format.day(patterns.firstVisitAt) },
    { key: 'last', name: words('lastVisit'), value: format.day(patterns.lastVisitAt) },
  ];
  return (
    <>
      <Rhythm patterns={patterns} {...reasons} />
      <FactRows facts={facts} />
    </>
  );
}

/** The word of a regularity of 0 to 100. */
export function rhythmWord(regularity: number): 'CLOCK' | 'STEADY' | 'RANDOM' | 'BURSTS' {
  if (regularity >= 80) return 'CLOCK';
  if (regularity >= 60) return 'STEADY';
  return regularity >= 40 ? 'RANDOM' : 'BURSTS';
}

function Rhythm({ patterns, asOf, customerId }: Pick<HabitFactsProps, 'patterns' | 'asOf' | 'customerId'>) {
  const words = useWords(behaviourWords);
  const format = useFormat();
  const { regularity, regularityConfidence } = patterns;
  if (regularity === null)
    return (
      <div className={css.first}>
        <NotYet why={patterns.insufficientRegularityData} />
      </div>
    );
  const word = words('regularityValue', { level: rhythmWord(regularity) });
  return (
    <div className={css.first}>
      <p>
        <span className={css.quiet}>{words('regularity')}: </span>
        <Because
          path="regularity"
          label={word}
          sentence={words('regularityWhy')}
          asOf={asOf}
          customerId={customerId}
          query="behavioralPreferences { visitPatterns { regularity regularityConfidence meanGapDays visitDays } }"
        >
          {word}
        </Because>
      </p>
      <Scale
        from={0}
        to={100}
        value={regularity}
        name={word}
        marks={[
          { at: 0, label: words('bursts') },
          { at: 50, label: words('random') },
          { at: 100, label: words('clockwork') },
        ]}
      />
      <span className={css.note}>
        {words('regularityNote', { value: format.whole(regularity), confidence: regularityConfidence ?? 'LOW' })}
      </span>
    </div>
  );
}
