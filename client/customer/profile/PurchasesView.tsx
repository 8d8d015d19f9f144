import type { PurchasesView_ProfileFragment as Fields } from '../../generated/graphql.ts';
import { Columns } from '../../ui/charts/Columns.tsx';
import { Figure } from '../../ui/Figure.tsx';
import { useFormat } from '../../ui/format.ts';
import { type FragmentType, getFragmentData, graphql } from '../../ui/graphql.ts';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { useReading, useWords } from '../../ui/words.ts';
import { Categories, Favourites, Ranks } from './FavouriteFigures.tsx';
import { Bills, Sensitivity } from './OrderFigures.tsx';
import css from './profile.module.css';
import { ValueFacts } from './ValueFacts.tsx';
import { lastTwelveMonths, type VisitPoint } from './visit-figures.ts';
import { purchaseWords } from './words.purchases.ts';
import { profileWords } from './words.ts';

export const PurchasesView_profile = graphql(`
  fragment PurchasesView_profile on EnhancedCustomerProfile {
    asOf
    customerId
    purchaseHistoryAnalysis {
      lifetimeValue {
        total {
          amount
          currency
        }
        last12Months {
          amount
          currency
        }
        trend {
          direction
          probabilityUp
          recent {
            amount
            currency
          }
          before {
            amount
            currency
          }
        }
        percentile
        projected {
          expected {
            amount
            currency
          }
          lower {
            amount
            currency
          }
          upper {
            amount
            currency
          }
          horizonDays
        }
        insufficientTrendData {
          ...NotYet_insufficientData
        }
        insufficientProjectionData {
          ...NotYet_insufficientData
        }
      }
      spendingPatterns {
        averageOrderValue {
          amount
          currency
        }
        medianOrderValue {
          amount
          currency
        }
        orderValueSpread {
          amount
          currency
        }
        itemsPerVisit
        priceSensitivity {
          level
          discountShare
          lower
          upper
          dataPoints
        }
      }
      favoriteItems {
        menuItemId
        name
        category
        visits
        share
        shareLower
        lift
        spent {
          amount
          currency
        }
        lastOrderedAt
      }
      categoryPreferences {
        category
        share
        venueShare
        spent {
          amount
          currency
        }
        trend
      }
      insufficientItemData {
        ...NotYet_insufficientData
      }
      rfm {
        recency
        frequency
        monetary
        group
      }
    }
  }
`);

export type Purchases = NonNullable<Fields['purchaseHistoryAnalysis']>;

interface PurchasesViewProps {
  readonly profile: FragmentType<typeof PurchasesView_profile>;
  /** Undefined while they are on their way. */
  readonly visits: readonly VisitPoint[] | undefined;
}

/** What a guest bought and spent. */
export function PurchasesView({ profile, visits }: PurchasesViewProps) {
  const words = useWords(purchaseWords);
  const format = useFormat();
  const { asOf, customerId, purchaseHistoryAnalysis: purchases } = getFragmentData(PurchasesView_profile, profile);
  if (purchases === null) return null;
  const { lifetimeValue: value, spendingPatterns } = purchases;
  const total = value.total === null ? 'NONE' : format.money(value.total);
  return (
    <div className={css.body}>
      <h2 className={css.title}>{words('title', { total, trend: value.trend?.direction ?? 'NONE' })}</h2>
      <div className={css.lead}>
        <div className={css.stack}>
          {visits === undefined ? <Skeleton height={320} /> : <MonthFigure visits={visits} asOf={asOf} />}
          <Ranks rfm={purchases.rfm} asOf={asOf} customerId={customerId} />
        </div>
        <ValueFacts value={value} asOf={asOf} customerId={customerId} />
      </div>
      <div className={css.pair}>
        <div className={css.stack}>
          {visits === undefined ? <Skeleton height={300} /> : <Bills spending={spendingPatterns} visits={visits} asOf={asOf} />}
          <Favourites items={purchases.favoriteItems} why={purchases.insufficientItemData} asOf={asOf} customerId={customerId} />
        </div>
        <div className={css.stack}>
          <Sensitivity sensitivity={spendingPatterns.priceSensitivity} asOf={asOf} customerId={customerId} />
          <Categories
            categories={purchases.categoryPreferences}
            why={purchases.insufficientItemData}
            asOf={asOf}
            customerId={customerId}
          />
        </div>
      </div>
    </div>
  );
}

function MonthFigure({ visits, asOf }: { readonly visits: readonly VisitPoint[]; readonly asOf: string }) {
  const words = useWords(purchaseWords);
  const profile = useWords(profileWords);
  const format = useFormat();
  const { timeZone, currency } = useReading();
  const today = new Intl.DateTimeFormat('en-CA', { timeZone }).format(Date.parse(asOf));
  const months = lastTwelveMonths(visits, today);
  const sum = months.reduce((all, { amount }) => all + amount, 0);
  return (
    <Figure
      title={words('monthsTitle', { sum: sum > 0 ? format.amount(sum) : 'NONE', month: format.month(`${months[0]?.month}-01`) })}
      caption={words('monthsCaption', { currency })}
      table={{
        isSaid: true,
        columns: [words('month'), profile('visits'), profile('amount')],
        rows: months.map((row) => [format.month(`${row.month}-01`), format.whole(row.visits), format.amount(row.amount)]),
      }}
    >
      <Columns
        name={words('monthsName')}
        columns={months.map(({ month, amount }) => ({
          key: month,
          label: format.monthName(Number(month.slice(5)), 'narrow'),
          value: amount,
          text: format.compact(amount),
        }))}
      />
    </Figure>
  );
}
