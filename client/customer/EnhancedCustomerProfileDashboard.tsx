import { type KeyboardEvent, lazy, Suspense, useEffect, useId, useRef, useState } from 'react';
import { Embedded, type EmbeddedProps } from '../ui/Embedded.tsx';
import { type ProfileTab, profileTabs } from '../ui/navigation.ts';
import { Skeleton } from '../ui/Skeleton.tsx';
import { useFeature } from '../ui/viewer.ts';
import { useWords } from '../ui/words.ts';
import css from './profile/profile.module.css';
import { profileWords } from './profile/words.ts';

const bodies = {
  completeness: lazy(() => import('./profile/CompletenessTab.tsx')),
  behaviour: lazy(() => import('./profile/BehaviourTab.tsx')),
  purchases: lazy(() => import('./profile/PurchasesTab.tsx')),
  demographics: lazy(() => import('./profile/DemographicsTab.tsx')),
  relationship: lazy(() => import('./profile/RelationshipTab.tsx')),
  insights: lazy(() => import('./profile/InsightsTab.tsx')),
} as const;

interface ProfileProps {
  /** The CRM's own id of the guest. */
  readonly customerId: string;
  /** The part that is open; absent: the dashboard keeps it by itself. */
  readonly tab?: ProfileTab;
  /** Told which part was asked for. */
  readonly onTabChange?: (tab: ProfileTab) => void;
}

/** Everything that is known about one guest, in six parts. Works in our pages and, with a client or an endpoint, in those of others. */
export default function EnhancedCustomerProfileDashboard({
  customerId,
  tab,
  onTabChange,
  ...rest
}: ProfileProps & EmbeddedProps) {
  const props = { customerId, ...(tab !== undefined && { tab }), ...(onTabChange !== undefined && { onTabChange }) };
  return (
    <Embedded {...rest}>
      <Profile {...props} />
    </Embedded>
  );
}

function Profile({ customerId, tab, onTabChange }: ProfileProps) {
  const words = useWords(profileWords);
  const isOn = useFeature('ENHANCED_PROFILES');
  const [own, setOwn] = useState<ProfileTab>('completeness');
  const tabs = useRef<HTMLDivElement>(null);
  const id = useId();
  const open = tab ?? own;
  useEffect(() => showTab(tabs.current, open), [open]);
  if (!isOn) return null;
  const Body = bodies[open];
  const choose = (next: ProfileTab) => {
    setOwn(next);
    onTabChange?.(next);
  };
  const step = (event: KeyboardEvent) => {
    const to = nextTab(open, event.key);
    if (to === null) return;
    event.preventDefault();
    choose(to);
    tabs.current?.querySelector<HTMLElement>(`[data-tab="${to}"]`)?.focus();
  };
  return (
    <div className={css.profile}>
      <div ref={tabs} className={css.tabs} role="tablist" aria-label={words('tabs')} onKeyDown={step}>
        {profileTabs.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`${id}-${name}`}
            data-tab={name}
            className={css.tab}
            aria-selected={name === open}
            aria-controls={`${id}-panel`}
            tabIndex={name === open ? 0 : -1}
            onClick={() => choose(name)}
          >
            {words(name)}
          </button>
        ))}
      </div>
      <div id={`${id}-panel`} className={css.panel} role="tabpanel" aria-labelledby={`${id}-${open}`}>
        <Suspense fallback={<Skeleton height={640} />}>
          <Body key={customerId} customerId={customerId} />
        </Suspense>
      </div>
    </div>
  );
}

/** The part that an arrow leads to; null: another key. */
function nextTab(open: ProfileTab, key: string): ProfileTab | null {
  const at = profileTabs.indexOf(open);
  const steps: Readonly<Record<string, number>> = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: profileTabs.length - 1 };
  const to = steps[key];
  return to === undefined ? null : (profileTabs.at(to % profileTabs.length) ?? null);
}

/** On a narrow page the open tab comes into view; the page itself stays where it is. */
function showTab(list: HTMLElement | null, open: ProfileTab): void {
  const tab = list?.querySelector<HTMLElement>(`[data-tab="${open}"]`) ?? null;
  if (list === null || tab === null) return;
  list.scrollLeft = tab.offsetLeft - list.offsetLeft - (list.clientWidth - tab.offsetWidth) / 2;
}
