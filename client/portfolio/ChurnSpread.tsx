import { useQuery } from '@apollo/client/react';
import { withField } from '../filters/index.ts';
import type { PortfolioChurnQuery } from '../generated/graphql.ts';
import { Histogram } from '../ui/charts/Histogram.tsx';
import { Figure } from '../ui/Figure.tsx';
import { useFormat } from '../ui/format.ts';
import { graphql } from '../ui/graphql.ts';
import { NotYet } from '../ui/NotYet.tsx';
import { Section } from '../ui/Section.tsx';
import { useMay, useSetting } from '../ui/viewer.ts';
import { useWords } from '../ui/words.ts';
import { asksForBin, pressedBin } from './press.ts';
import type { PartProps } from './Spread.tsx';
import { portfolioWords } from './words.ts';

const asking = graphql(`
  query PortfolioChurn($filter: CustomerFilter!) {
    portfolio(filter: $filter) {
      insufficientData {
        ...NotYet_insufficientData
      }
      risks {
        churn {
          level
          customers
        }
      }
    }
    b0: customers(first: 1, filter: { and: [$filter, { churnProbability: { min: 0, max: 0.1 } }] }) {
      totalCount
    }
    b1: customers(first: 1, filter: { and: [$filter, { churnProbability: { min: 0.1, max: 0.2 } }] }) {
      totalCount
    }
    b2: customers(first: 1, filter: { and: [$filter, { churnProbability: { min: 0.2, max: 0.3 } }] }) {
      totalCount
    }
    b3: customers(first: 1, filter: { and: [$filter, { churnProbability: { min: 0.3, max: 0.4 } }] }) {
      totalCount
    }
    b4: customers(first: 1, filter: { and: [$filter, { churnProbability: { min: 0.4, max: 0.5 } }] }) {
      totalCount
    }
    b5: customers(first: 1, filter: { and: [$filter, { churnProbability: { min: 0.5, max: 0.6 } }] }) {
      totalCount
    }
    b6: customers(first: 1, filter: { and: [$filter, { churnProbability: { min: 0.6, max: 0.7 } }] }) {
      totalCount
    }
    b7: customers(first: 1, filter: { and: [$filter, { churnProbability: { min: 0.7, max: 0.8 } }] }) {
      totalCount
    }
    b8: customers(first: 1, filter: { and: [$filter, { churnProbability: { min: 0.8, max: 0.9 } }] }) {
      totalCount
    }
    b9: customers(first: 1, filter: { and: [$filter, { churnProbability: { min: 0.9, max: 1 } }] }) {
      totalCount
    }
  }
`);

const height = 420;
/** Fewer guests than these are withheld from roles that read no contact data, as in every other figure. */
const fewest = 5;
const keys = ['b0', 'b1', 'b2', 'b3', 'b4', 'b5', 'b6', 'b7', 'b8', 'b9'] as const;
const edge = (index: number) => Math.round(index) / keys.length;

/** Guests by the chance of no visit within the horizon. */
export function ChurnSpread(props: PartProps) {
  const asked = useQuery(asking, { variables: { filter: withField(props.filter, 'churnProbability', null) } });
  return (
    <Section asked={asked} height={height}>
      {(data) => <ChurnFigure data={data} {...props} />}
    </Section>
  );
}

function ChurnFigure({ data, filter, onFilter }: PartProps & { readonly data: PortfolioChurnQuery }) {
  const words = useWords(portfolioWords);
  const format = useFormat();
  const { horizonDays } = useSetting();
  const seesEverybody = useMay('READ_CONTACT');
  const levelOf = (level: string | null) => data.portfolio.risks.churn.find((other) => other.level === level)?.customers;
  const high = levelOf('HIGH') ?? null;
  const bins = keys.map((key, index) => {
    const span = { min: edge(index), max: edge(index + 1) };
    const all = data[key]?.totalCount ?? null;
    const count = all !== null && all > 0 && all < fewest && !seesEverybody ? null : all;
    const ends = { from: format.percent(span.min), to: format.percent(span.max) };
    return {
      key,
      span,
      count,
      range: words('binRange', ends),
      text: count === null ? words('few') : format.compact(count),
      name: count === null ? words('binFew', ends) : words('bin', { ...ends, n: count }),
      isOn: asksForBin(filter, 'churnProbability', span),
    };
  });
  return (
    <Figure
      title={high === null ? words('churnTitleFew') : words('churnTitle', { n: high })}
      name={words('churnName')}
      caption={words('churnCaption', { days: horizonDays ?? 90, left: levelOf(null) ?? 0 })}
      table={{
        columns: [words('chance'), words('count')],
        rows: bins.map(({ range, count }) => [range, count === null ? words('few') : format.whole(count)]),
      }}
    >
      {data.portfolio.risks.churn.length === 0 ? (
        <NotYet why={data.portfolio.insufficientData} height={220} />
      ) : (
        <Histogram
          name={words('churnName')}
          bins={bins}
          ticks={[0, 0.5, 1].map((at) => ({ at: 100 * at, label: format.percent(at) }))}
          lines={[
            { at: 100 / 3, label: words('medium') },
            { at: 200 / 3, label: words('high') },
          ]}
          onPress={(index, adds) => {
            const bin = bins[index];
            if (bin !== undefined) onFilter(pressedBin(filter, 'churnProbability', bin.span, adds));
          }}
        />
      )}
    </Figure>
  );
}
