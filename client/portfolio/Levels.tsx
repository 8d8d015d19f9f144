import { useQuery } from '@apollo/client/react';
import { useMemo } from 'react';
import { type Filter, withField } from '../filters/index.ts';
import type { PortfolioLevelsQuery } from '../generated/graphql.ts';
import { endOfDay, useAsOf } from '../ui/as-of.ts';
import { MoveTable } from '../ui/charts/MoveTable.tsx';
import { StackedLevels, type StackedRow } from '../ui/charts/StackedLevels.tsx';
import { Figure } from '../ui/Figure.tsx';
import { useFormat } from '../ui/format.ts';
import { graphql } from '../ui/graphql.ts';
import { NotYet } from '../ui/NotYet.tsx';
import { Section } from '../ui/Section.tsx';
import { useSetting } from '../ui/viewer.ts';
import { common } from '../ui/words.common.ts';
import { useReading, useWords } from '../ui/words.ts';
import { byLevel, doingWell, type LevelCount, type LevelName, sumsOf } from './figures.ts';
import { dayIn, daysBefore } from './instants.ts';
import css from './page.module.css';
import { asksFor, pressed } from './press.ts';
import { portfolioWords } from './words.ts';

const asking = graphql(`
  query PortfolioLevels($filter: CustomerFilter!, $to: DateTime, $from: DateTime!) {
    now: portfolio(filter: $filter, asOf: $to) {
      insufficientData {
        ...NotYet_insufficientData
      }
      healthLevels {
        level
        customers
      }
      movement(from: $from, to: $to) {
        cells {
          from
          to
          customers
        }
        insufficientData {
          ...NotYet_insufficientData
        }
      }
    }
    before: portfolio(filter: $filter, asOf: $from) {
      healthLevels {
        level
        customers
      }
    }
  }
`);

interface LevelsProps {
  readonly filter: Filter;
  readonly onFilter: (filter: Filter) => void;
  /** The picked day beside today, instead of what was before it. */
  readonly compares: boolean;
}

const height = 380;

/** How many guests each health level had and has, and who moved. */
export function Levels({ filter, onFilter, compares }: LevelsProps) {
  const { day, instant } = useAsOf();
  const { timeZone } = useReading();
  const { trendDays } = useSetting();
  const span = useMemo(() => {
    if (compares && day !== null && instant !== null) return { fromDay: day, from: instant, toDay: null, to: null };
    const fromDay = daysBefore(day ?? dayIn(timeZone, Date.now()), trendDays);
    return { fromDay, from: endOfDay(fromDay, timeZone), toDay: day, to: instant };
  }, [day, instant, compares, timeZone, trendDays]);
  const others = withField(withField(filter, 'healthLevels', null), 'hasScore', null);
  const asked = useQuery(asking, { variables: { filter: others, from: span.from, to: span.to } });
  return (
    <Section asked={asked} height={height}>
      {(data) => <LevelsFigure data={data} {...span} filter={filter} onFilter={onFilter} />}
    </Section>
  );
}

interface LevelsFigureProps extends Omit<LevelsProps, 'compares'> {
  readonly data: PortfolioLevelsQuery;
  readonly fromDay: string;
  /** null: today. */
  readonly toDay: string | null;
}

function LevelsFigure({ data, fromDay, toDay, filter, onFilter }: LevelsFigureProps) {
  const words = useWords(portfolioWords);
  const format = useFormat();
  const { movement, healthLevels } = data.now;
  const isKnown = movement.insufficientData === null;
  const labels = { before: format.shortDay(fromDay), now: toDay === null ? words('now') : format.shortDay(toDay) };
  const kit = useWords(common);
  const levelWord = (level: LevelName) => kit(level);
  const count = (customers: number | null) => (customers === null ? words('few') : format.whole(customers));
  const rowOf = (key: 'before' | 'now', levels: readonly LevelCount[]): StackedRow => ({
    key,
    label: labels[key],
    parts: byLevel(levels).map(({ level, customers }) => {
      const values = { row: labels[key], level: levelWord(level) };
      return {
        level,
        customers,
        text: count(customers),
        name: customers === null ? words('partFew', values) : words('part', { ...values, n: customers }),
        isOn: level === 'NONE' ? filter.hasScore === false : asksFor(filter, 'healthLevels', level),
      };
    }),
  });
  const press = (level: LevelName, adds: boolean) =>
    level === 'NONE'
      ? onFilter(withField(filter, 'hasScore', filter.hasScore === false ? null : false))
      : onFilter(pressed(filter, 'healthLevels', level, adds));
  const isNowKnown = healthLevels.length > 0;
  const sums = sumsOf(movement.cells);
  const share = doingWell(healthLevels);
  const title =
    isKnown && !sums.isPartial
      ? words('levelsTitle', { up: sums.up, down: sums.down })
      : share === null
        ? words('levelsName')
        : words('levelsTitleAlone', { share: format.percent(share) });
  const before = byLevel(data.before.healthLevels);
  const rows = [
    isKnown
      ? rowOf('before', data.before.healthLevels)
      : { key: 'before', label: labels.before, parts: [], instead: <NotYet why={movement.insufficientData} /> },
    isNowKnown
      ? rowOf('now', healthLevels)
      : { key: 'now', label: labels.now, parts: [], instead: <NotYet why={data.now.insufficientData} /> },
  ];
  return (
    <Figure
      title={title}
      {...(!isKnown && { className: css.short ?? '' })}
      caption={
        isKnown ? (
          <>
            {words('levelsCaption', { from: labels.before, to: labels.now, stayed: sums.stayed, other: sums.other })}
            {` ${words('levelsNew', { before: count(before.at(-1)?.customers ?? null), now: count(byLevel(healthLevels).at(-1)?.customers ?? null) })}`}
            {sums.isPartial && ` ${words('levelsPartial')}`}
          </>
        ) : undefined
      }
      table={{
        columns: [words('level'), labels.before, labels.now],
        rows: (isNowKnown ? byLevel(healthLevels) : []).map(({ level, customers }, index) => [
          levelWord(level),
          isKnown ? count(before[index]?.customers ?? null) : '–',
          count(customers),
        ]),
      }}
    >
      <StackedLevels
        rows={rows}
        name={words('levelsName')}
        sums={(isNowKnown ? byLevel(healthLevels) : [])
          .map(({ level, customers }, index) => ({ level, customers, was: isKnown ? (before[index]?.customers ?? null) : null }))
          .filter(({ level }) => level !== 'NONE')
          .map(({ level, customers, was }) => ({
            level,
            text: count(customers),
            note: customers === null || was === null ? null : format.signed(customers - was),
          }))}
        onPress={press}
      />
      {isKnown && (
        <MoveTable
          caption={words('movesCaption')}
          from={labels.before}
          to={labels.now}
          text={(from, to) => {
            const cell = movement.cells.find((other) => other.from === from && other.to === to);
            return cell === undefined ? null : count(cell.customers);
          }}
        />
      )}
    </Figure>
  );
}
