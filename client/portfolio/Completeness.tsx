import { useQuery } from '@apollo/client/react';
import { withField } from '../filters/index.ts';
import { Figure } from '../ui/Figure.tsx';
import { useFormat } from '../ui/format.ts';
import { graphql } from '../ui/graphql.ts';
import { NotYet } from '../ui/NotYet.tsx';
import { Section } from '../ui/Section.tsx';
import { useSetting } from '../ui/viewer.ts';
import { useWords } from '../ui/words.ts';
import { BarList } from './BarList.tsx';
import { asksFor, pressed } from './press.ts';
import type { PartProps } from './Spread.tsx';
import { portfolioWords } from './words.ts';

const asking = graphql(`
  query PortfolioCompleteness($filter: CustomerFilter!) {
    portfolio(filter: $filter) {
      completenessLevels {
        level
        customers
      }
      needsAttention
      insufficientData {
        ...NotYet_insufficientData
      }
    }
  }
`);

const height = 360;

/** How complete the profiles are. */
export function Completeness({ filter, onFilter }: PartProps) {
  const words = useWords(portfolioWords);
  const format = useFormat();
  const { completenessThreshold } = useSetting();
  const asked = useQuery(asking, { variables: { filter: withField(filter, 'completenessLevels', null) } });
  return (
    <Section asked={asked} height={height}>
      {({ portfolio: { completenessLevels, needsAttention, insufficientData } }) => {
        const bars = (completenessLevels ?? [])
          .filter(({ level, customers }) => level !== null || customers !== 0)
          .map(({ level, customers }) => {
            const name = words(level ?? 'NEVER');
            return {
              key: level ?? '',
              label: name,
              value: customers,
              text: customers === null ? words('few') : format.whole(customers),
              name: customers === null ? words('barFew', { name }) : words('bar', { name, n: customers }),
              isOn: level !== null && asksFor(filter, 'completenessLevels', level),
            };
          });
        return (
          <Figure
            title={needsAttention === null ? words('completenessTitleFew') : words('completenessTitle', { n: needsAttention })}
            name={words('completenessName')}
            caption={words('completenessCaption', { threshold: format.decimal(completenessThreshold) })}
            table={{ columns: [words('level'), words('count')], rows: bars.map(({ label, text }) => [label, text]) }}
          >
            {completenessLevels === null ? (
              <NotYet why={insufficientData} height={160} />
            ) : (
              <BarList
                bars={bars}
                name={words('completenessName')}
                onPress={(level, adds) => level !== '' && onFilter(pressed(filter, 'completenessLevels', level, adds))}
              />
            )}
          </Figure>
        );
      }}
    </Section>
  );
}
