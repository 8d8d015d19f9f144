import { useQuery } from '@apollo/client/react';
import { CountSteps } from '../ui/charts/CountSteps.tsx';
import { FlowBars } from '../ui/charts/FlowBars.tsx';
import { Card, Figure } from '../ui/Figure.tsx';
import { useFormat } from '../ui/format.ts';
import { graphql } from '../ui/graphql.ts';
import { Section } from '../ui/Section.tsx';
import { useWords } from '../ui/words.ts';
import { type CountedDay, inOrder } from './history.ts';
import css from './segments.module.css';
import { segmentWords } from './words.ts';

const asking = graphql(`
  query SegmentMovement($id: ID!) {
    segment(id: $id) {
      id
      history(last: 90) {
        day
        version
        members
        entered
        departed
      }
    }
  }
`);

/** How many were in it by day, and who came and went. */
export function SegmentMovement({ id }: { readonly id: string }) {
  const asked = useQuery(asking, { variables: { id } });
  return (
    <Section asked={asked} height={300}>
      {({ segment }) => <Movement days={inOrder(segment?.history ?? [])} />}
    </Section>
  );
}

function Movement({ days }: { readonly days: readonly CountedDay[] }) {
  const words = useWords(segmentWords);
  const [first] = days;
  const last = days.at(-1);
  if (first === undefined || last === undefined || days.length < 2)
    return (
      <Card>
        <div className={css.notYet}>
          <p>
            <span aria-hidden="true">◌ </span>
            {first === undefined ? words('historyNone') : words('historyFew', { n: first.members })}
          </p>
        </div>
      </Card>
    );
  return (
    <div className={css.figures}>
      <MembersFigure days={days} first={first} last={last} />
      <FlowFigure days={days} first={first} />
    </div>
  );
}

interface DaysProps {
  readonly days: readonly CountedDay[];
  readonly first: CountedDay;
}

function MembersFigure({ days, first, last }: DaysProps & { readonly last: CountedDay }) {
  const words = useWords(segmentWords);
  const format = useFormat();
  const values = { before: first.members, now: last.members, from: format.day(first.day), to: format.day(last.day) };
  const span = Math.round((Date.parse(last.day) - Date.parse(first.day)) / 86_400_000);
  return (
    <Figure
      title={words('lineTitle', { ...values, change: last.members - first.members, days: span, day: values.from })}
      caption={words('lineCaption', values)}
      table={{
        columns: [words('day'), words('memberCount')],
        rows: days.map(({ day, members }) => [format.day(day), format.whole(members)]),
      }}
    >
      <CountSteps
        points={days.map(({ day, members, version }) => ({ day, value: members, series: version }))}
        name={words('lineName', values)}
        write={format.whole}
        writeDay={format.shortDay}
      />
    </Figure>
  );
}

function FlowFigure({ days, first }: DaysProps) {
  const words = useWords(segmentWords);
  const format = useFormat();
  const sum = (key: 'entered' | 'departed') => days.reduce((total, day) => total + day[key], 0);
  return (
    <Figure
      title={words('flowTitle', { entered: sum('entered'), departed: sum('departed') })}
      caption={words('flowCaption', { from: format.day(first.day) })}
      table={{
        columns: [words('day'), words('in'), words('out')],
        rows: days.map(({ day, entered, departed }) => [format.day(day), format.whole(entered), format.whole(departed)]),
      }}
    >
      <FlowBars
        days={days}
        name={words('flowName')}
        writeDay={format.shortDay}
        inWord={words('in')}
        outWord={words('out')}
        write={format.whole}
      />
    </Figure>
  );
}
