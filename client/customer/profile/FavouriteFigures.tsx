import { Bars } from '../../ui/charts/Bars.tsx';
import { RankedDots } from '../../ui/charts/RankedDots.tsx';
import { Card, Figure } from '../../ui/Figure.tsx';
import { useFormat } from '../../ui/format.ts';
import { Trend } from '../../ui/Marks.tsx';
import { NotYet } from '../../ui/NotYet.tsx';
import { useWords } from '../../ui/words.ts';
import { Because } from './Because.tsx';
import type { Purchases } from './PurchasesView.tsx';
import css from './profile.module.css';
import { purchaseWords } from './words.purchases.ts';
import { profileWords } from './words.ts';

/** Of whom and of when the numbers are, for their reasons. */
interface Asked {
  readonly asOf: string;
  readonly customerId: string;
}

interface FavouritesProps extends Asked {
  readonly items: Purchases['favoriteItems'];
  readonly why: Purchases['insufficientItemData'];
}

/** What a guest keeps ordering. */
export function Favourites({ items, why, ...asked }: FavouritesProps) {
  const words = useWords(purchaseWords);
  const profile = useWords(profileWords);
  const format = useFormat();
  const title = words('favouritesTitle', { count: items.length, first: items[0]?.name ?? '' });
  if (items.length === 0) return <Card title={title}>{why !== null && <NotYet why={why} />}</Card>;
  return (
    <Figure
      title={title}
      caption={words('favouritesCaption')}
      table={{
        isSaid: true,
        columns: [words('item'), profile('visits'), profile('share'), words('atLeast'), words('spent')],
        rows: items.map((item) => [
          item.name,
          format.whole(item.visits),
          format.percent(item.share),
          format.percent(item.shareLower),
          format.money(item.spent),
        ]),
      }}
    >
      <RankedDots
        rows={items.map(({ menuItemId, name, visits, share, shareLower, lift, spent, lastOrderedAt }) => ({
          key: menuItemId,
          name,
          note: words('lastOrdered', { day: format.shortDay(lastOrderedAt) }),
          value: share,
          lower: shareLower,
          upper: share,
          tick: lift === null || lift <= 0 ? null : share / lift,
          text: (
            <Because
              path={`item.${menuItemId}`}
              label={words('shareOf', { name, share: format.percent(share) })}
              title={name}
              sentence={words('itemWhy')}
              facts={[
                { key: 'visits', name: words('visitsWithIt'), value: format.whole(visits) },
                { key: 'least', name: words('atLeast'), value: format.percent(shareLower) },
                ...(lift === null || lift <= 0
                  ? []
                  : [{ key: 'house', name: profile('venueShare'), value: format.percent(share / lift) }]),
                ...(spent === null ? [] : [{ key: 'spent', name: words('spent'), value: format.money(spent) }]),
                { key: 'last', name: words('lastTime'), value: format.day(lastOrderedAt) },
              ]}
              {...asked}
              query="purchaseHistoryAnalysis { favoriteItems { menuItemId name visits share shareLower lift spent { amount currency } lastOrderedAt } }"
            >
              {format.percent(share)}
            </Because>
          ),
        }))}
      />
    </Figure>
  );
}

interface CategoriesProps extends Asked {
  readonly categories: Purchases['categoryPreferences'];
  readonly why: Purchases['insufficientItemData'];
}

/** Categories that have a bar of their own. */
const mostCategories = 8;

/** What the money goes into. */
export function Categories({ categories, why, ...asked }: CategoriesProps) {
  const words = useWords(purchaseWords);
  const profile = useWords(profileWords);
  const format = useFormat();
  const title = words('categoriesTitle', { first: categories[0]?.category ?? 'NONE' });
  if (categories.length === 0) return <Card title={title}>{why !== null && <NotYet why={why} />}</Card>;
  return (
    <Figure
      title={title}
      caption={`${words('categoriesCaption')} ${profile('tickIsVenue')}`}
      table={{
        isSaid: true,
        columns: [words('category'), profile('share'), profile('venueShare'), words('spent'), words('trendHead')],
        rows: categories.map(({ category, share, venueShare, spent, trend }) => [
          category,
          format.percent(share),
          format.percent(venueShare),
          format.money(spent),
          <Trend key={category} direction={trend} />,
        ]),
      }}
    >
      <Bars
        rows={categories.slice(0, mostCategories).map(({ category, share, venueShare, spent, trend }) => ({
          key: category,
          name: category,
          value: share,
          tick: venueShare,
          text: (
            <Because
              path={`category.${category}`}
              label={words('shareOf', { name: category, share: format.percent(share) })}
              title={category}
              sentence={words('categoryWhy')}
              facts={[
                { key: 'spent', name: words('spent'), value: format.money(spent) },
                { key: 'house', name: profile('venueShare'), value: format.percent(venueShare) },
                ...(trend === null ? [] : [{ key: 'trend', name: words('trendHead'), value: <Trend direction={trend} /> }]),
              ]}
              {...asked}
              query="purchaseHistoryAnalysis { categoryPreferences { category share venueShare spent { amount currency } trend } }"
            >
              {format.percent(share)}
            </Because>
          ),
        }))}
      />
    </Figure>
  );
}

/** Recency, frequency and money against the other guests. */
export function Ranks({ rfm, ...asked }: Asked & { readonly rfm: Purchases['rfm'] }) {
  const words = useWords(purchaseWords);
  if (rfm === null)
    return (
      <Card title={words('rfm')}>
        <p className={css.quiet}>{words('rfmNone')}</p>
      </Card>
    );
  return (
    <Figure title={words('rfmTitle', { group: rfm.group })} caption={words('rfmCaption')}>
      <div className={css.rfm}>
        {(['recency', 'frequency', 'monetary'] as const).map((key) => (
          <p key={key}>
            <strong>
              <Because
                path={`rfm.${key}`}
                label={words('rankLabel', { name: words(key), value: rfm[key] })}
                title={words(key)}
                sentence={words(`${key}Why`)}
                {...asked}
                query="purchaseHistoryAnalysis { rfm { recency frequency monetary group } }"
              >
                {rfm[key]}
              </Because>
            </strong>
            <span className={css.pips} aria-hidden="true">
              {'●'.repeat(rfm[key])}
              {'○'.repeat(5 - rfm[key])}
            </span>
            <br />
            {words(key)}
            <span className="ecx-hidden"> {words('ofFive', { value: rfm[key] })}</span>
          </p>
        ))}
      </div>
    </Figure>
  );
}
