import { useQuery } from '@apollo/client/react';
import { withField } from '../filters/index.ts';
import { optionName } from '../filters/sentences.ts';
import { filterWords } from '../filters/words.ts';
import type { PortfolioValueQuery } from '../generated/graphql.ts';
import { Figure } from '../ui/Figure.tsx';
import { useFormat } from '../ui/format.ts';
import { getFragmentData, graphql } from '../ui/graphql.ts';
import { NotYet } from '../ui/NotYet.tsx';
import { Section } from '../ui/Section.tsx';
import { useWords } from '../ui/words.ts';
import { BarList } from './BarList.tsx';
import { asksFor, pressed } from './press.ts';
import type { PartProps } from './Spread.tsx';
import { portfolioWords } from './words.ts';

const asking = graphql(`
  query PortfolioValue($filter: CustomerFilter!) {
    CHAMPION: portfolio(filter: { and: [$filter, { rfmGroups: [CHAMPION] }] }) {
      ...ValueByGroup_group
    }
    LOYAL: portfolio(filter: { and: [$filter, { rfmGroups: [LOYAL] }] }) {
      ...ValueByGroup_group
    }
    PROMISING: portfolio(filter: { and: [$filter, { rfmGroups: [PROMISING] }] }) {
      ...ValueByGroup_group
    }
    NEW: portfolio(filter: { and: [$filter, { rfmGroups: [NEW] }] }) {
      ...ValueByGroup_group
    }
    AT_RISK: portfolio(filter: { and: [$filter, { rfmGroups: [AT_RISK] }] }) {
      ...ValueByGroup_group
    }
    NEEDS_ATTENTION: portfolio(filter: { and: [$filter, { rfmGroups: [NEEDS_ATTENTION] }] }) {
      ...ValueByGroup_group
    }
    LOST: portfolio(filter: { and: [$filter, { rfmGroups: [LOST] }] }) {
      ...ValueByGroup_group
    }
  }
`);

export const ValueByGroup_group = graphql(`
  fragment ValueByGroup_group on Portfolio {
    customers
    valueAtRisk {
      amount
      currency
    }
    last12Months {
      amount
      currency
    }
  }
`);

const height = 360;
const groups = ['CHAMPION', 'LOYAL', 'PROMISING', 'NEW', 'AT_RISK', 'NEEDS_ATTENTION', 'LOST'] as const;

/** Which buying groups the value at risk is with. */
export function ValueByGroup(props: PartProps) {
  const asked = useQuery(asking, { variables: { filter: withField(props.filter, 'rfmGroups', null) } });
  return (
    <Section asked={asked} height={height}>
      {(data) => <ValueFigure data={data} {...props} />}
    </Section>
  );
}

function ValueFigure({ data, filter, onFilter }: PartProps & { readonly data: PortfolioValueQuery }) {
  const words = useWords(portfolioWords);
  const options = useWords(filterWords);
  const format = useFormat();
  const known = groups
    .flatMap((key) => {
      const { customers, valueAtRisk, last12Months } = getFragmentData(ValueByGroup_group, data[key]);
      if (valueAtRisk === null || last12Months === null) return [];
      const risk = Number(valueAtRisk.amount);
      const spent = Number(last12Months.amount);
      const text = format.money({ ...valueAtRisk, amount: String(Math.round(risk)) });
      return [{ key, label: optionName(key, options), customers, value: risk, share: spent > 0 ? risk / spent : null, text }];
    })
    .sort((a, b) => b.value - a.value);
  const bars = known.map(({ customers, share, ...bar }) => ({
    ...bar,
    name: words('valueByBar', { name: bar.label, value: bar.text, n: customers ?? 0 }),
    note: words('valueByNote', { n: customers ?? 0, share: format.percent(share) }),
    isOn: asksFor(filter, 'rfmGroups', bar.key),
  }));
  const first = bars[0];
  return (
    <Figure
      title={first === undefined ? words('valueByNone') : words('valueByTitle', { group: first.label, value: first.text })}
      name={words('valueByName')}
      caption={words('valueByCaption')}
      table={{
        columns: [words('group'), words('count'), words('value'), words('share')],
        rows: known.map(({ label, customers, text, share }) => [label, format.whole(customers), text, format.percent(share)]),
      }}
    >
      {bars.length === 0 ? (
        <NotYet why={null} height={160} />
      ) : (
        <BarList
          bars={bars}
          name={words('valueByName')}
          onPress={(group, adds) => onFilter(pressed(filter, 'rfmGroups', group, adds))}
        />
      )}
    </Figure>
  );
}
