import { useQuery } from '@apollo/client/react';
import { useMemo } from 'react';
import { withField } from '../filters/index.ts';
import { optionName } from '../filters/sentences.ts';
import { filterWords } from '../filters/words.ts';
import type { PortfolioGroupsQuery } from '../generated/graphql.ts';
import { useAsOf } from '../ui/as-of.ts';
import { SmallMultiples } from '../ui/charts/SmallMultiples.tsx';
import { Figure } from '../ui/Figure.tsx';
import { useFormat } from '../ui/format.ts';
import { getFragmentData, graphql } from '../ui/graphql.ts';
import { Trend } from '../ui/Marks.tsx';
import { NotYet } from '../ui/NotYet.tsx';
import { Section } from '../ui/Section.tsx';
import { useSetting } from '../ui/viewer.ts';
import { useReading, useWords } from '../ui/words.ts';
import { directionOf } from './figures.ts';
import { topMove, trendsOf } from './groups.ts';
import { dayIn, monthsBefore } from './instants.ts';
import css from './page.module.css';
import { asksFor, pressed } from './press.ts';
import type { PartProps } from './Spread.tsx';
import { portfolioWords } from './words.ts';

const asking = graphql(`
  query PortfolioGroups($filter: CustomerFilter!, $asOf: DateTime, $at0: DateTime!, $at1: DateTime!, $at2: DateTime!, $at3: DateTime!, $at4: DateTime!, $at5: DateTime!) {
    m0: portfolio(filter: $filter, asOf: $at0) {
      ...Groups_month
    }
    m1: portfolio(filter: $filter, asOf: $at1) {
      ...Groups_month
    }
    m2: portfolio(filter: $filter, asOf: $at2) {
      ...Groups_month
    }
    m3: portfolio(filter: $filter, asOf: $at3) {
      ...Groups_month
    }
    m4: portfolio(filter: $filter, asOf: $at4) {
      ...Groups_month
    }
    m5: portfolio(filter: $filter, asOf: $at5) {
      ...Groups_month
    }
    now: portfolio(filter: $filter, asOf: $asOf) {
      ...Groups_month
      insufficientData {
        ...NotYet_insufficientData
      }
      segments {
        segment
        trend {
          guests
          change
        }
      }
    }
  }
`);

export const Groups_month = graphql(`
  fragment Groups_month on Portfolio {
    meanScore
    segments {
      segment
      customers
      meanScore
    }
  }
`);

const height = 480;
const months = 6;
const most = 12;

/** How the health of each group moved over the last months. */
export default function Groups(props: PartProps) {
  const { day, instant } = useAsOf();
  const { timeZone } = useReading();
  const ats = useMemo(() => monthsBefore(day ?? dayIn(timeZone, Date.now()), months, timeZone), [day, timeZone]);
  const [at0 = '', at1 = '', at2 = '', at3 = '', at4 = '', at5 = ''] = ats;
  const asked = useQuery(asking, {
    variables: { filter: withField(props.filter, 'segments', null), asOf: instant, at0, at1, at2, at3, at4, at5 },
  });
  const end = instant === null ? Date.now() : Date.parse(instant);
  return (
    <Section asked={asked} height={height}>
      {(data) => <GroupsFigure data={data} ats={[...ats.map((at) => Date.parse(at)), end]} {...props} />}
    </Section>
  );
}

interface GroupsFigureProps extends PartProps {
  readonly data: PortfolioGroupsQuery;
  readonly ats: readonly number[];
}

function GroupsFigure({ data, ats, filter, onFilter }: GroupsFigureProps) {
  const words = useWords(portfolioWords);
  const options = useWords(filterWords);
  const format = useFormat();
  const { m0, m1, m2, m3, m4, m5, now } = data;
  const answers = [m0, m1, m2, m3, m4, m5, now].map((month) => getFragmentData(Groups_month, month));
  const changes = new Map(now.segments.map(({ segment, trend }) => [segment, trend]));
  const { groups, base } = trendsOf(answers, ats, changes, most);
  const { trendDays } = useSetting();
  // Buying groups are made by how guests behaved of late: that "at risk" fell is no news.
  const own = groups.filter(({ group }) => group !== null && !isBuyingGroup(group));
  const nameOf = (group: string | null) => {
    if (group === null) return words('noGroup');
    if (!isBuyingGroup(group)) return group;
    // Where there are own groups, a buying group here holds only who is in none of them: fewer than elsewhere on the page.
    return own.length === 0 ? optionName(group, options) : words('restGroup', { name: optionName(group, options) });
  };
  const day = (at: number) => format.shortDay(new Date(at).toISOString());
  const [from = 0, to = 0] = [ats[0], ats.at(-1)];
  const top = topMove(own);
  const title =
    top === null
      ? words(own.some(({ change }) => change !== null) ? 'trendsTitleStill' : 'trendsTitleNone', { days: trendDays })
      : words(top.change > 0 ? 'trendsTitleUp' : 'trendsTitleDown', {
          name: nameOf(top.group),
          change: format.signed(top.change),
          days: trendDays,
        });
  const items = groups.map(({ group, customers, now: mean, change, points }) => {
    const name = nameOf(group);
    const values = { name, now: format.whole(mean), days: trendDays, change: format.signed(change) };
    return {
      key: group ?? '',
      text: format.whole(mean),
      label: words(mean === null ? 'trendsItemNone' : change === null ? 'trendsItemNow' : 'trendsItem', values),
      name:
        group === null ? (
          name
        ) : (
          <button
            type="button"
            className={css.groupButton}
            aria-pressed={asksFor(filter, 'segments', group)}
            aria-label={words('filterTo', { name })}
            onClick={(event) => onFilter(pressed(filter, 'segments', group, event.shiftKey))}
          >
            {name}
          </button>
        ),
      note: (
        <>
          {customers === null ? words('few') : words('trendsNote', { n: customers })}
          {change !== null && (
            <>
              {' '}
              · <Trend direction={directionOf(change)} change={change} days={trendDays} />
            </>
          )}
        </>
      ),
      points,
    };
  });
  return (
    <Figure
      title={title}
      name={words('trendsName')}
      caption={words('trendsCaption', { n: most })}
      table={{
        columns: [words('group'), words('count'), words('mean'), words('change')],
        rows: groups.map(({ group, customers, now: mean, change }) => [
          nameOf(group),
          customers === null ? words('few') : format.whole(customers),
          format.decimal(mean),
          format.signed(change, 1),
        ]),
      }}
    >
      {groups.every(({ points }) => points.every(({ value }) => value === null)) ? (
        <NotYet why={data.now.insufficientData} height={160} />
      ) : (
        <SmallMultiples
          items={items}
          base={base}
          from={from}
          to={to}
          ends={[day(from), day(to)]}
          name={(index) => items[index]?.label ?? ''}
        />
      )}
    </Figure>
  );
}

const buyingGroups = ['CHAMPION', 'LOYAL', 'PROMISING', 'NEW', 'AT_RISK', 'NEEDS_ATTENTION', 'LOST'];
const isBuyingGroup = (group: string) => buyingGroups.includes(group);
