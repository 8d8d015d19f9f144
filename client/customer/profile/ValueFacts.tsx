import { scaleLinear } from 'd3-scale';
import { type Fact, FactRows } from '../../ui/charts/FactRows.tsx';
import { Scale } from '../../ui/charts/Scale.tsx';
import { Card } from '../../ui/Figure.tsx';
import { type MoneyValue, useFormat } from '../../ui/format.ts';
import { Chance, Trend } from '../../ui/Marks.tsx';
import { NotYet } from '../../ui/NotYet.tsx';
import { useWords } from '../../ui/words.ts';
import { Because } from './Because.tsx';
import type { Purchases } from './PurchasesView.tsx';
import css from './profile.module.css';
import { purchaseWords } from './words.purchases.ts';
import { profileWords } from './words.ts';

interface ValueFactsProps {
  readonly value: Purchases['lifetimeValue'];
  readonly asOf: string;
  readonly customerId: string;
}

const trendWords = { UP: 'trendUp', STEADY: 'trendSteady', DOWN: 'trendDown' } as const;

/** What a guest was worth, where it is going, and what the next year may bring. */
export function ValueFacts({ value, asOf, customerId }: ValueFactsProps) {
  const words = useWords(purchaseWords);
  const profile = useWords(profileWords);
  const format = useFormat();
  const reasons = { asOf, customerId };
  const sum = (key: 'total' | 'last12', money: MoneyValue | null, field: string): Fact => ({
    key,
    name: words(key),
    value:
      money === null ? (
        profile('unknown')
      ) : (
        <Because
          path={key}
          label={format.money(money)}
          sentence={words(`${key}Why`)}
          {...reasons}
          query={`purchaseHistoryAnalysis { lifetimeValue { ${field} { amount currency } dataPoints } }`}
        >
          {format.money(money)}
        </Because>
      ),
  });
  const { trend, percentile } = value;
  const below = words('percentileText', { below: Math.min(99, Math.round(percentile ?? 0)) });
  const facts: Fact[] = [
    sum('total', value.total, 'total'),
    sum('last12', value.last12Months, 'last12Months'),
    {
      key: 'trend',
      name: words('trend'),
      value:
        trend === null ? (
          <NotYet why={value.insufficientTrendData} />
        ) : (
          <Because
            path="spendTrend"
            label={words(trendWords[trend.direction])}
            sentence={words('trendWhy')}
            facts={[{ key: 'chance', name: words('chanceOfRise'), value: <Chance share={trend.probabilityUp} /> }]}
            {...reasons}
            query="purchaseHistoryAnalysis { lifetimeValue { trend { direction probabilityUp recent { amount } before { amount } } } }"
          >
            <Trend direction={trend.direction} />
          </Because>
        ),
      note:
        trend === null ? null : words('trendNote', { recent: format.money(trend.recent), before: format.money(trend.before) }),
    },
  ];
  if (percentile !== null)
    facts.push({
      key: 'percentile',
      name: words('percentile'),
      value: (
        <Because
          path="valuePercentile"
          label={below}
          sentence={words('percentileWhy')}
          {...reasons}
          query="purchaseHistoryAnalysis { lifetimeValue { percentile total { amount } } }"
        >
          {below}
        </Because>
      ),
    });
  facts.push({ key: 'projected', name: words('projected'), value: <Projection value={value} {...reasons} /> });
  return (
    <Card>
      <FactRows facts={facts} />
    </Card>
  );
}

function Projection({ value, asOf, customerId }: ValueFactsProps) {
  const words = useWords(purchaseWords);
  const format = useFormat();
  const { projected, last12Months } = value;
  if (projected === null) return <NotYet why={value.insufficientProjectionData} />;
  const [lower, expected, upper] = [projected.lower, projected.expected, projected.upper].map(({ amount }) => Number(amount));
  const now = last12Months === null ? null : Number(last12Months.amount);
  const [, to = 1] = scaleLinear([0, Math.max(upper ?? 0, now ?? 0, 1)], [0, 1])
    .nice(2)
    .domain();
  const text = words('projectedText', { expected: format.money(projected.expected) });
  return (
    <div className={css.sub}>
      <Because
        path="projected"
        label={text}
        sentence={words('projectedWhy')}
        asOf={asOf}
        customerId={customerId}
        query="purchaseHistoryAnalysis { lifetimeValue { projected { expected { amount } lower { amount } upper { amount } horizonDays } } }"
      >
        {text}
      </Because>
      <Scale
        from={0}
        to={to}
        value={expected ?? null}
        lower={lower}
        upper={upper}
        other={now}
        name={text}
        marks={[
          { at: 0, label: format.amount(0) },
          { at: to, label: format.amount(to) },
        ]}
      />
      <span className={css.note}>
        {words('projectedNote', {
          lower: format.money(projected.lower),
          upper: format.money(projected.upper),
          days: projected.horizonDays,
        })}
      </span>
    </div>
  );
}
