import { useQuery } from '@apollo/client/react';
import { type MeanLane, MeanLanes } from '../ui/charts/MeanLanes.tsx';
import { Card, Figure } from '../ui/Figure.tsx';
import { useFormat } from '../ui/format.ts';
import { type FragmentType, getFragmentData, graphql } from '../ui/graphql.ts';
import { Section } from '../ui/Section.tsx';
import { useWords } from '../ui/words.ts';
import css from './segments.module.css';
import { segmentWords } from './words.ts';

export const SegmentHealth_portfolio = graphql(`
  fragment SegmentHealth_portfolio on Portfolio {
    customers
    scored
    meanScore
    scoreQuantiles {
      p10
      p90
    }
    valueAtRisk {
      amount
      currency
    }
  }
`);

const asking = graphql(`
  query SegmentHealth($filter: CustomerFilter) {
    members: portfolio(filter: $filter) {
      ...SegmentHealth_portfolio
    }
    base: portfolio {
      ...SegmentHealth_portfolio
    }
  }
`);

/** Mean scores that differ by less are told as alike, points. */
const alike = 1;

/** The health of the segment's guests beside that of everybody. */
export function SegmentHealth({ id }: { readonly id: string }) {
  const asked = useQuery(asking, { variables: { filter: { inSegments: [id] } } });
  return (
    <Section asked={asked} height={220}>
      {({ members, base }) => <Compared members={members} base={base} />}
    </Section>
  );
}

type Part = FragmentType<typeof SegmentHealth_portfolio>;

function Compared({ members, base }: { readonly members: Part; readonly base: Part }) {
  const words = useWords(segmentWords);
  const format = useFormat();
  const own = getFragmentData(SegmentHealth_portfolio, members);
  const all = getFragmentData(SegmentHealth_portfolio, base);
  if (own.meanScore === null || all.meanScore === null)
    return (
      <Card>
        <div className={css.notYet}>
          <p>
            <span aria-hidden="true">◌ </span>
            {words(own.scored === 0 ? 'healthNone' : 'healthFew')}
          </p>
        </div>
      </Card>
    );
  const difference = own.meanScore - all.meanScore;
  const kind = Math.abs(difference) < alike ? 'same' : difference > 0 ? 'above' : 'below';
  const lane = (part: typeof own, key: string, label: string, isOther: boolean): MeanLane => ({
    key,
    label,
    mean: part.meanScore ?? 0,
    spread: part.scoreQuantiles === null ? null : { lower: part.scoreQuantiles.p10, upper: part.scoreQuantiles.p90 },
    text: format.whole(part.meanScore),
    isOther,
  });
  const lanes = [lane(own, 'here', words('here'), false), lane(all, 'all', words('everybody'), true)];
  return (
    <Figure
      title={words('healthTitle', { kind, diff: format.whole(Math.abs(difference)) })}
      caption={words('healthCaption', { n: own.scored, all: own.customers })}
      table={{
        columns: ['', words('mean'), words('spread')],
        rows: lanes.map(({ label, text, spread }) => [
          label,
          text,
          spread === null ? '–' : words('to', { lower: format.whole(spread.lower), upper: format.whole(spread.upper) }),
        ]),
      }}
    >
      <MeanLanes lanes={lanes} name={words('healthName')} />
      {own.valueAtRisk !== null && <p>{words('risk', { money: format.money(own.valueAtRisk) })}</p>}
    </Figure>
  );
}
