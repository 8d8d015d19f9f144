import type { ReactNode } from 'react';
import type { Filter } from '../filters/index.ts';
import { useAsOf } from '../ui/as-of.ts';
import { useFormat } from '../ui/format.ts';
import { Link } from '../ui/Link.tsx';
import { Trend } from '../ui/Marks.tsx';
import { NotYet } from '../ui/NotYet.tsx';
import type { Place } from '../ui/navigation.ts';
import { useFeature, useMay, useSetting } from '../ui/viewer.ts';
import { Why } from '../ui/Why.tsx';
import { WhyFoot } from '../ui/WhyFoot.tsx';
import { useWords } from '../ui/words.ts';
import { directionOf, doingWell } from './figures.ts';
import type { Head } from './head.ts';
import css from './page.module.css';
import { portfolioWords } from './words.ts';

interface FiguresProps {
  readonly head: Head | undefined;
  readonly filter: Filter;
  readonly compares: boolean;
}

/** Four figures; of the past three, because value and alerts are of today. */
export function Figures({ head, filter, compares }: FiguresProps) {
  const { day } = useAsOf();
  const hasAlerts = useFeature('REAL_TIME_ALERTS');
  const today = compares ? (head?.today ?? null) : null;
  return (
    <>
      <Guests head={head} filter={filter} today={today} />
      <Well head={head} filter={filter} today={today} />
      {day !== null ? <HighRisk head={head} today={today} /> : <Value head={head} filter={filter} />}
      {day === null && hasAlerts && <Alerts head={head} />}
    </>
  );
}

interface FigureProps {
  readonly name: string;
  readonly to?: Place;
  readonly note?: ReactNode;
  readonly children: ReactNode;
}

function Figure({ name, to, note, children }: FigureProps) {
  return (
    <section className={css.figure} aria-label={name}>
      <p className={css.figureName}>{to === undefined ? name : <Link to={to}>{name}</Link>}</p>
      <p className={css.figureValue}>{children}</p>
      <p className={css.figureNote}>{note}</p>
    </section>
  );
}

interface PartProps {
  readonly head: Head | undefined;
  readonly today: Head['today'] | null;
}

function Guests({ head, filter, today }: PartProps & { readonly filter: Filter }) {
  const words = useWords(portfolioWords);
  const format = useFormat();
  const portfolio = head?.portfolio;
  const count = (n: number | null) => (n === null ? words('few') : format.whole(n));
  return (
    <Figure
      name={words('guests')}
      to={{ to: 'guests', filter }}
      note={
        today !== null && today !== undefined
          ? words('todayIs', { value: count(today.customers) })
          : portfolio !== undefined && portfolio.scored !== null && words('guestsScored', { n: portfolio.scored })
      }
    >
      {portfolio === undefined ? '…' : count(portfolio.customers)}
    </Figure>
  );
}

function Well({ head, filter, today }: PartProps & { readonly filter: Filter }) {
  const words = useWords(portfolioWords);
  const format = useFormat();
  const { trendDays } = useSetting();
  const { instant } = useAsOf();
  const name = words('well');
  if (head === undefined) return <Figure name={name}>…</Figure>;
  const { portfolio } = head;
  const share = doingWell(portfolio.healthLevels);
  const { trend } = portfolio;
  const isComparing = today !== null && today !== undefined;
  const note = isComparing ? (
    words('todayIs', { value: format.percent(doingWell(today.healthLevels)) })
  ) : trend.change === null ? (
    words('wellNote')
  ) : (
    <>
      {words('meanScore')} <Trend direction={directionOf(trend.change)} change={trend.change} days={trendDays} />
    </>
  );
  return (
    <Figure name={name} note={note}>
      {share === null ? (
        '–'
      ) : (
        <Why
          path="portfolio.well"
          label={`${name}: ${format.percent(share)}`}
          title={words('wellTitle')}
          content={() => (
            <>
              <p>
                {words('wellWhy', {
                  well: format.whole(share * (portfolio.scored ?? 0)),
                  scored: format.whole(portfolio.scored),
                })}
              </p>
              <p>
                {trend.change === null
                  ? words('wellTrendNone', { days: trendDays })
                  : words('wellTrend', {
                      n: trend.guests,
                      before: format.decimal(trend.meanBefore),
                      now: format.decimal(trend.meanNow),
                      days: trendDays,
                    })}
              </p>
              <WhyFoot asOf={portfolio.asOf} query={wellQuery} variables={{ filter, asOf: instant }} />
            </>
          )}
        >
          {format.percent(share)}
        </Why>
      )}
    </Figure>
  );
}

const wellQuery = `query DoingWell($filter: CustomerFilter, $asOf: DateTime) {
  portfolio(filter: $filter, asOf: $asOf) {
    scored
    healthLevels { level customers share }
    trend { guests meanBefore meanNow change }
  }
}`;

const valueQuery = `query ValueAtRisk($filter: CustomerFilter) {
  portfolio(filter: $filter) {
    customers
    valueAtRisk { amount currency }
    last12Months { amount currency }
  }
}`;

function Value({ head, filter }: Omit<PartProps, 'today'> & { readonly filter: Filter }) {
  const words = useWords(portfolioWords);
  const format = useFormat();
  const { horizonDays } = useSetting();
  const seesEverybody = useMay('READ_CONTACT');
  const name = words('value');
  if (head === undefined) return <Figure name={name}>…</Figure>;
  const { valueAtRisk, last12Months, insufficientData, asOf } = head.portfolio;
  if (valueAtRisk === null || valueAtRisk === undefined || last12Months === null || last12Months === undefined)
    return (
      <section className={css.figure} aria-label={name}>
        <p className={css.figureName}>{name}</p>
        {insufficientData === null && !seesEverybody ? (
          <p className={css.figureNote}>{words('fewForRole')}</p>
        ) : (
          <NotYet why={insufficientData} />
        )}
      </section>
    );
  const whole = (money: { readonly amount: string; readonly currency: string }) =>
    format.money({ amount: String(Math.round(Number(money.amount))), currency: money.currency });
  const risk = whole(valueAtRisk);
  const total = whole(last12Months);
  const share = Number(last12Months.amount) > 0 ? Number(valueAtRisk.amount) / Number(last12Months.amount) : null;
  return (
    <Figure name={name} note={words('valueNote', { total })}>
      <Why
        path="portfolio.value"
        label={`${name}: ${risk}`}
        title={words('valueTitle')}
        content={() => (
          <>
            <p>{words('valueWhy', { horizon: horizonDays ?? 90 })}</p>
            <p>{words('valueInputs', { risk, total, share: format.percent(share) })}</p>
            <WhyFoot asOf={asOf} query={valueQuery} variables={{ filter }} />
          </>
        )}
      >
        {risk}
      </Why>
    </Figure>
  );
}

function HighRisk({ head, today }: PartProps) {
  const words = useWords(portfolioWords);
  const format = useFormat();
  const name = words('highRisk');
  if (head === undefined) return <Figure name={name}>…</Figure>;
  const high = head.portfolio.risks?.churn.find(({ level }) => level === 'HIGH');
  const now = today?.risks.churn.find(({ level }) => level === 'HIGH');
  const count = (n: number | null | undefined) => (n === null || n === undefined ? words('few') : format.whole(n));
  return (
    <Figure
      name={name}
      note={
        now !== undefined
          ? words('todayIs', { value: count(now.customers) })
          : high !== undefined && high.share !== null && words('highRiskNote', { share: format.percent(high.share) })
      }
    >
      {high === undefined ? '–' : count(high.customers)}
    </Figure>
  );
}

function Alerts({ head }: { readonly head: Head | undefined }) {
  const words = useWords(portfolioWords);
  const counts = head?.healthAlertCounts;
  const grave = counts?.severities.filter(({ severity }) => severity === 'HIGH' || severity === 'CRITICAL') ?? [];
  return (
    <Figure
      name={words('alerts')}
      to={{ to: 'alerts' }}
      note={
        counts !== null && counts !== undefined && words('alertsHigh', { n: grave.reduce((sum, { alerts }) => sum + alerts, 0) })
      }
    >
      {counts === null || counts === undefined ? (head === undefined ? '…' : '–') : words('alertsOpen', { n: counts.open })}
    </Figure>
  );
}
