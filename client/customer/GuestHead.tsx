import { placeInList } from '../guests/list-memory.ts';
import { PlanAction } from '../interventions/PlanAction.tsx';
import { useFormat } from '../ui/format.ts';
import { type FragmentType, getFragmentData, graphql } from '../ui/graphql.ts';
import { Icon } from '../ui/Icon.tsx';
import { useShortcut } from '../ui/keys.ts';
import { Link } from '../ui/Link.tsx';
import { type Place, type ProfileTab, useNavigation } from '../ui/navigation.ts';
import { useReading, useWords } from '../ui/words.ts';
import css from './guest.module.css';
import { guestWords } from './guest-words.ts';
import { daysBetween, standingOf } from './standing.ts';

export const GuestHead_customer = graphql(`
  fragment GuestHead_customer on Customer {
    id
    name
    createdAt
    loyaltyAccount {
      tier
    }
  }
`);

export const GuestHead_profile = graphql(`
  fragment GuestHead_profile on EnhancedCustomerProfile {
    asOf
    behavioralPreferences {
      visitPatterns {
        firstVisitAt
        lastVisitAt
        meanGapDays
        preferredDaypart
      }
    }
  }
`);

export const GuestHead_health = graphql(`
  fragment GuestHead_health on CustomerHealthScore {
    components {
      recencyFactor {
        score
        evidence {
          name
          value
        }
      }
    }
  }
`);

interface GuestHeadProps {
  readonly customer: FragmentType<typeof GuestHead_customer>;
  /** Null: profiles are switched off, or not there. */
  readonly profile: FragmentType<typeof GuestHead_profile> | null;
  /** Null: health scoring is switched off, or not there. */
  readonly health: FragmentType<typeof GuestHead_health> | null;
  readonly view: 'health' | 'profile';
  readonly tab: ProfileTab;
  /** Opens the drawer; null: it is not here. */
  readonly onWhatIf: (() => void) | null;
}

/** Who the guest is, how the silence compares with the own rhythm, and the ways on. */
export function GuestHead({ customer: given, profile, health, view, tab, onWhatIf }: GuestHeadProps) {
  const words = useWords(guestWords);
  const format = useFormat();
  const { timeZone } = useReading();
  const customer = getFragmentData(GuestHead_customer, given);
  const known = getFragmentData(GuestHead_profile, profile);
  const visits = known?.behavioralPreferences?.visitPatterns ?? null;
  const facts = [
    words('since', { day: format.day(visits?.firstVisitAt ?? customer.createdAt) }),
    ...(customer.loyaltyAccount?.tier == null ? [] : [words('tier', { tier: customer.loyaltyAccount.tier })]),
    ...(visits?.preferredDaypart == null ? [] : [words('usually', { daypart: words(visits.preferredDaypart) })]),
  ];
  const recency = getFragmentData(GuestHead_health, health)?.components.recencyFactor.score ?? null;
  const silent =
    known === null || visits === null || visits.lastVisitAt === null
      ? null
      : (countedDays(health) ?? daysBetween(visits.lastVisitAt, known.asOf, timeZone));
  return (
    <header className={css.head}>
      <div className={css.headLine}>
        <h1>{customer.name ?? words('noName', { id: customer.id })}</h1>
        <Neighbours id={customer.id} view={view} tab={tab} />
      </div>
      <p className={css.facts}>{facts.join(' · ')}</p>
      {visits !== null && (
        <p className={css.standing}>
          {words(standingOf(silent, visits.meanGapDays, recency), {
            days: silent ?? 0,
            gap: Math.max(1, Math.round(visits.meanGapDays ?? 1)),
          })}
        </p>
      )}
      <div className={css.headLine}>
        <nav className={css.views} aria-label={words('views')}>
          <Link to={{ to: 'guest', id: customer.id, view: 'health' }} aria-current={view === 'health' ? 'page' : undefined}>
            {words('health')}
          </Link>
          <Link to={{ to: 'guest', id: customer.id, view: tab }} aria-current={view === 'profile' ? 'page' : undefined}>
            {words('profile')}
          </Link>
        </nav>
        <div className={css.actions}>
          <PlanAction whom={{ customerIds: [customer.id] }} className={css.button} />
          {onWhatIf !== null && (
            <button type="button" className={css.button} onClick={onWhatIf}>
              {words('whatIf')}
            </button>
          )}
          <Link className={css.button} to={{ to: 'guest', id: customer.id, view: 'report' }}>
            <Icon name="print" /> {words('report')}
          </Link>
        </div>
      </div>
    </header>
  );
}

/** Business days since the last visit as the score counts them; null: it does not say. */
function countedDays(health: FragmentType<typeof GuestHead_health> | null): number | null {
  const inputs = getFragmentData(GuestHead_health, health)?.components.recencyFactor.evidence;
  return inputs?.find(({ name }) => name === 'days since the last visit')?.value ?? null;
}

interface NeighboursProps {
  readonly id: string;
  readonly view: 'health' | 'profile';
  readonly tab: ProfileTab;
}

/** The way through the list that the guest was opened from; nothing when there was none. */
function Neighbours({ id, view, tab }: NeighboursProps) {
  const words = useWords(guestWords);
  const format = useFormat();
  const { go } = useNavigation();
  const place = placeInList(id);
  const to = (other: string): Place => ({ to: 'guest', id: other, view: view === 'health' ? 'health' : tab });
  const { previous = null, next = null } = place ?? {};
  useShortcut('[', words('previous'), () => previous !== null && go(to(previous)), previous !== null);
  useShortcut(']', words('next'), () => next !== null && go(to(next)), next !== null);
  if (place === null) return null;
  return (
    <p className={css.neighbours}>
      {previous !== null && (
        <Link to={to(previous)} aria-label={words('previous')} className={css.step}>
          <Icon name="left" />
        </Link>
      )}
      <Link to={place.back}>{words('place', { at: format.whole(place.position), total: format.whole(place.total) })}</Link>
      {next !== null && (
        <Link to={to(next)} aria-label={words('next')} className={css.step}>
          <Icon name="right" />
        </Link>
      )}
    </p>
  );
}
