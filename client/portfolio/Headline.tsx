import { type Filter, isEmpty } from '../filters/index.ts';
import { useAsOf } from '../ui/as-of.ts';
import { useFormat } from '../ui/format.ts';
import { Link } from '../ui/Link.tsx';
import { useMay, useSetting } from '../ui/viewer.ts';
import { Why } from '../ui/Why.tsx';
import { useWords } from '../ui/words.ts';
import type { Head } from './head.ts';
import css from './page.module.css';
import { goneAfterDays, roughly } from './slipping.ts';
import { portfolioWords } from './words.ts';

interface HeadlineProps {
  readonly head: Head | undefined;
  readonly filter: Filter;
  readonly slipping: Filter;
}

/** The answer in one sentence, and the way to those it is about. */
export function Headline({ head, filter, slipping }: HeadlineProps) {
  const words = useWords(portfolioWords);
  const format = useFormat();
  const { day } = useAsOf();
  const sentence = useSentence(head, filter);
  const found = head?.slipping?.customers;
  const isPast = day !== null;
  return (
    <div className={css.headline}>
      <h1 className={css.title}>{sentence}</h1>
      <p className={css.under}>
        {!isPast && found !== 0 && head?.portfolio.scored !== 0 && (
          <Link to={{ to: 'guests', filter: slipping }} className={css.primary}>
            {found === null || found === undefined ? words('seeAll') : words('see', { n: found })}
          </Link>
        )}
        {!isPast && (
          <Why
            path="portfolio.slipping"
            label={sentence}
            title={words('slippingTitle')}
            content={() => <SlippingWhy stake={head?.slipping?.valueAtRisk !== null} />}
          >
            {words('howCounted')}
          </Why>
        )}
        <span className={css.quiet}>
          {isPast
            ? words('record', { day: format.day(day) })
            : head !== undefined && words('asOf', { time: format.ago(head.portfolio.asOf) })}
        </span>
      </p>
    </div>
  );
}

function useSentence(head: Head | undefined, filter: Filter): string {
  const words = useWords(portfolioWords);
  const format = useFormat();
  const { day } = useAsOf();
  if (head?.portfolio === undefined) return words('loading');
  const { portfolio, slipping } = head;
  if (portfolio.customers === 0)
    return day !== null && isEmpty(filter) ? words('pastNobody', { day: format.day(day) }) : words('noMatch');
  if (day !== null) {
    const high = portfolio.risks?.churn.find(({ level }) => level === 'HIGH')?.customers;
    const date = format.day(day);
    return high === null || high === undefined
      ? words('pastUnknown', { day: date })
      : words('slippingPast', { day: date, n: high });
  }
  if (portfolio.scored === 0) return words('nobodyScored');
  const n = slipping?.customers;
  if (n === null || n === undefined) return words('slippingFew');
  const stake = slipping?.valueAtRisk;
  const ofThese = isEmpty(filter) ? 'slipping' : 'slippingOfThese';
  if (stake === null || stake === undefined) return words(`${ofThese}Plain`, { n });
  const value = format.money({ amount: String(roughly(Number(stake.amount))), currency: stake.currency });
  return words(ofThese, { n, value });
}

function SlippingWhy({ stake }: { readonly stake: boolean }) {
  const words = useWords(portfolioWords);
  const { horizonDays } = useSetting();
  const seesEverybody = useMay('READ_CONTACT');
  return (
    <>
      <p>{words('slippingRule', { days: goneAfterDays(horizonDays), horizon: horizonDays ?? 90 })}</p>
      {stake && <p>{words('slippingStake')}</p>}
      <p>{words('slippingSame')}</p>
      {!seesEverybody && <p>{words('fewForRole')}</p>}
    </>
  );
}
