import { AmountStrip } from '../../ui/charts/AmountStrip.tsx';
import { Scale } from '../../ui/charts/Scale.tsx';
import { dayMs } from '../../ui/charts/timeline.ts';
import { Card, Figure } from '../../ui/Figure.tsx';
import { useFormat } from '../../ui/format.ts';
import { useWords } from '../../ui/words.ts';
import { Because } from './Because.tsx';
import type { Purchases } from './PurchasesView.tsx';
import css from './profile.module.css';
import type { VisitPoint } from './visit-figures.ts';
import { purchaseWords } from './words.purchases.ts';
import { profileWords } from './words.ts';

interface BillsProps {
  readonly spending: Purchases['spendingPatterns'];
  readonly visits: readonly VisitPoint[];
  readonly asOf: string;
}

/** How many bills the table of the figure holds. */
const tableRows = 24;

/** Bills as dots, with their median. */
export function Bills({ spending, visits, asOf }: BillsProps) {
  const words = useWords(purchaseWords);
  const profile = useWords(profileWords);
  const format = useFormat();
  const to = Math.max(Date.parse(asOf), visits.at(-1)?.at ?? 0);
  const from = to - 730 * dayMs;
  const points = visits.flatMap(({ at, amount, day }) => (amount === null || at < from ? [] : [{ at, amount, day }]));
  const median = spending.medianOrderValue;
  const title = words('orderTitle', { median: median === null ? 'NONE' : format.money(median) });
  if (median === null) return <Card title={title}>{profile('unknown')}</Card>;
  return (
    <Figure
      title={title}
      caption={words('orderCaption', {
        mean: format.money(spending.averageOrderValue),
        spread: spending.orderValueSpread === null ? 'NONE' : format.money(spending.orderValueSpread),
        items: spending.itemsPerVisit === null ? 'NONE' : format.decimal(spending.itemsPerVisit),
      })}
      table={{
        columns: [profile('date'), profile('amount')],
        rows: points
          .toReversed()
          .slice(0, tableRows)
          .map(({ day, amount }) => [format.day(day), format.amount(amount)]),
      }}
    >
      <AmountStrip
        points={points}
        from={from}
        to={to}
        line={{ at: Number(median.amount), label: words('medianLine', { median: format.money(median) }) }}
        name={words('orderName', { count: points.length })}
      />
    </Figure>
  );
}

interface SensitivityProps {
  readonly sensitivity: Purchases['spendingPatterns']['priceSensitivity'];
  readonly asOf: string;
  readonly customerId: string;
}

/** How much discounts matter. */
export function Sensitivity({ sensitivity, asOf, customerId }: SensitivityProps) {
  const words = useWords(purchaseWords);
  const format = useFormat();
  const { level, discountShare, lower, upper } = sensitivity;
  const title = words('sensitivity', { level });
  if (level === 'UNKNOWN' || discountShare === null || lower === null || upper === null)
    return (
      <Card title={title}>
        <p className={css.quiet}>{words('sensitivityUnknown')}</p>
      </Card>
    );
  const to = Math.max(0.3, Math.ceil(upper * 10) / 10);
  const note = words('sensitivityNote', {
    share: format.percent(discountShare),
    lower: format.percent(lower),
    upper: format.percent(upper),
  });
  return (
    <Figure
      title={title}
      caption={
        <Because
          path="priceSensitivity"
          label={title}
          sentence={words('sensitivityWhy')}
          asOf={asOf}
          customerId={customerId}
          query="purchaseHistoryAnalysis { spendingPatterns { priceSensitivity { level discountShare lower upper dataPoints } } }"
        >
          {note}
        </Because>
      }
    >
      <Scale
        from={0}
        to={to}
        value={discountShare}
        lower={lower}
        upper={upper}
        name={note}
        marks={[0, to / 2, to].map((at) => ({ at, label: format.percent(at) }))}
      />
    </Figure>
  );
}
