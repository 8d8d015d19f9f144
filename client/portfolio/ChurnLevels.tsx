import { useQuery } from '@apollo/client/react';
import { useAsOf } from '../ui/as-of.ts';
import { Figure } from '../ui/Figure.tsx';
import { useFormat } from '../ui/format.ts';
import { graphql } from '../ui/graphql.ts';
import { NotYet } from '../ui/NotYet.tsx';
import { Section } from '../ui/Section.tsx';
import { useSetting } from '../ui/viewer.ts';
import { useWords } from '../ui/words.ts';
import { BarList } from './BarList.tsx';
import type { PartProps } from './Spread.tsx';
import { portfolioWords } from './words.ts';

const asking = graphql(`
  query PortfolioChurnThen($filter: CustomerFilter!, $asOf: DateTime) {
    portfolio(filter: $filter, asOf: $asOf) {
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
  }
`);

const height = 280;

/** Guests by the level of the risk to stay away, on a past day: more is not on record. */
export function ChurnLevels({ filter }: PartProps) {
  const words = useWords(portfolioWords);
  const format = useFormat();
  const { horizonDays } = useSetting();
  const { instant } = useAsOf();
  const asked = useQuery(asking, { variables: { filter, asOf: instant } });
  return (
    <Section asked={asked} height={height}>
      {({ portfolio }) => {
        const bars = portfolio.risks.churn.map(({ level, customers }) => {
          const name = words(level ?? 'NONE');
          return {
            key: level ?? 'NONE',
            label: name,
            value: customers,
            text: customers === null ? words('few') : format.whole(customers),
            name: customers === null ? words('barFew', { name }) : words('bar', { name, n: customers }),
            isOn: false,
          };
        });
        return (
          <Figure
            title={words('churnTitleFew')}
            caption={words('churnPastCaption', { days: horizonDays ?? 90 })}
            table={{ columns: [words('level'), words('count')], rows: bars.map(({ label, text }) => [label, text]) }}
          >
            {bars.length === 0 ? (
              <NotYet why={portfolio.insufficientData} height={160} />
            ) : (
              <BarList bars={bars} name={words('churnTitleFew')} />
            )}
          </Figure>
        );
      }}
    </Section>
  );
}
