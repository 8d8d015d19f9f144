import { useQuery } from '@apollo/client/react';
import { lazy, type ReactNode, Suspense, useId, useState } from 'react';
import { useAsOf } from '../ui/as-of.ts';
import { Embedded, type EmbeddedProps } from '../ui/Embedded.tsx';
import { useFormat } from '../ui/format.ts';
import { graphql } from '../ui/graphql.ts';
import { useShortcut } from '../ui/keys.ts';
import { Near, Section } from '../ui/Section.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { useFeature } from '../ui/viewer.ts';
import { useWords } from '../ui/words.ts';
import { ChangeCard } from './ChangeCard.tsx';
import { ComponentsCard } from './ComponentsCard.tsx';
import css from './health.module.css';
import { Outlook } from './Outlook.tsx';
import { ScoreCard } from './ScoreCard.tsx';
import { healthWords } from './words.ts';

const Insights = lazy(() => import('./Insights.tsx').then((module) => ({ default: module.Insights })));
const Risks = lazy(() => import('./Risks.tsx').then((module) => ({ default: module.Risks })));
const Worth = lazy(() => import('./Worth.tsx').then((module) => ({ default: module.Worth })));
const History = lazy(() => import('./History.tsx').then((module) => ({ default: module.History })));
const Place = lazy(() => import('./Place.tsx').then((module) => ({ default: module.Place })));
const Engagement = lazy(() => import('./Engagement.tsx').then((module) => ({ default: module.Engagement })));
const WhatIf = lazy(() => import('./WhatIf.tsx'));

/** What stands at the top: the score and its parts. */
export const healthHead = graphql(`
  query HealthHeader($id: ID!, $asOf: DateTime, $compare: Boolean!) {
    customerHealthScore(customerId: $id, asOf: $asOf) {
      ...ScoreCard_health
      ...ComponentsCard_health
    }
    today: customerHealthScore(customerId: $id) @include(if: $compare) {
      ...ScoreCard_health
      ...ComponentsCard_health
    }
  }
`);

interface CustomerHealthScoreDashboardProps extends EmbeddedProps {
  /** The CRM's own id of the guest. */
  readonly customerId: string;
  /** Whether a past day is compared with today; absent: the dashboard keeps it itself. */
  readonly compare?: boolean;
  readonly onCompareChange?: (compare: boolean) => void;
  /** Whether the what-if drawer is open; absent: the dashboard keeps it itself. */
  readonly whatIf?: boolean;
  readonly onWhatIfChange?: (open: boolean) => void;
}

/** How a guest's relation with the restaurant is, why, what comes and what to do. Works in our pages and in pages of others. */
export default function CustomerHealthScoreDashboard({
  customerId,
  compare,
  onCompareChange,
  whatIf,
  onWhatIfChange,
  ...embedded
}: CustomerHealthScoreDashboardProps) {
  const [ownCompare, setOwnCompare] = useState(false);
  const [ownWhatIf, setOwnWhatIf] = useState(false);
  return (
    <Embedded {...embedded}>
      <Dashboard
        customerId={customerId}
        compare={compare ?? ownCompare}
        setCompare={onCompareChange ?? setOwnCompare}
        whatIf={whatIf ?? ownWhatIf}
        setWhatIf={onWhatIfChange ?? setOwnWhatIf}
        hasButton={whatIf === undefined}
      />
    </Embedded>
  );
}

interface DashboardProps {
  readonly customerId: string;
  readonly compare: boolean;
  readonly setCompare: (compare: boolean) => void;
  readonly whatIf: boolean;
  readonly setWhatIf: (open: boolean) => void;
  /** Whether the button for what-if stands here and not around. */
  readonly hasButton: boolean;
}

function Dashboard({ customerId, compare, setCompare, whatIf, setWhatIf, hasButton }: DashboardProps) {
  const words = useWords(healthWords);
  const format = useFormat();
  const { day, instant } = useAsOf();
  const predicts = useFeature('PREDICTIVE_ANALYTICS');
  const compares = compare && day !== null;
  const asked = useQuery(healthHead, { variables: { id: customerId, asOf: instant, compare: compares } });
  useShortcut('i', words('whatIf'), () => setWhatIf(true));
  return (
    <div className={css.dashboard}>
      {(day !== null || hasButton) && (
        <div className={css.bar}>
          {day !== null && (
            <button type="button" className={css.button} aria-pressed={compares} onClick={() => setCompare(!compare)}>
              {words(compares ? 'compareOff' : 'compareOn')}
            </button>
          )}
          {compares && <span className={css.note}>{words('compareHint', { day: format.day(day) })}</span>}
          {hasButton && (
            <button type="button" className={css.button} onClick={() => setWhatIf(true)}>
              {words('whatIf')}
            </button>
          )}
        </div>
      )}
      <Part title={words('sectionScore')}>
        <Section asked={asked} height={380}>
          {({ customerHealthScore: health, today }) =>
            health !== null && (
              <div className={css.top}>
                <ScoreCard customerId={customerId} health={health} today={compares ? today : null} />
                <ComponentsCard customerId={customerId} health={health} today={compares ? today : null} />
              </div>
            )
          }
        </Section>
      </Part>
      <Part title={words('sectionNext')}>
        <div className={css.two}>
          {predicts && <Outlook customerId={customerId} />}
          <ChangeCard customerId={customerId} />
        </div>
      </Part>
      <Far title={words('sectionDo')} height={280}>
        <Insights customerId={customerId} />
      </Far>
      <Far title={words('sectionRisks')} height={420}>
        <Risks customerId={customerId} />
      </Far>
      {predicts && (
        <Far title={words('sectionWorth')} height={520}>
          <Worth customerId={customerId} />
        </Far>
      )}
      <Far title={words('sectionHistory')} height={360}>
        <History customerId={customerId} />
      </Far>
      <Far title={words('sectionPlace')} height={190}>
        <Place customerId={customerId} />
      </Far>
      <Far title={words('sectionEngagement')} height={280}>
        <Engagement customerId={customerId} />
      </Far>
      {whatIf && (
        <Suspense fallback={null}>
          <WhatIf customerId={customerId} onClose={() => setWhatIf(false)} />
        </Suspense>
      )}
    </div>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={css.part}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}

interface FarProps {
  readonly title: string;
  /** Pixels, about those of what comes. */
  readonly height: number;
  readonly children: ReactNode;
}

/** A part that is loaded, code and data, when it is nearly in view. */
function Far({ title, height, children }: FarProps) {
  return (
    <Part title={title}>
      <Near height={height}>
        <Suspense fallback={<Skeleton height={height} />}>{children}</Suspense>
      </Near>
    </Part>
  );
}
