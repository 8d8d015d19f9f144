import type { IconName } from '../ui/Icon.tsx';
import type { Place } from '../ui/navigation.ts';
import { useFeature, useMay, useSetting } from '../ui/viewer.ts';

/** An entry of the navigation. */
export interface Entry {
  readonly key: 'portfolio' | 'guests' | 'alerts' | 'segments' | 'interventions' | 'model' | 'data' | 'settings' | 'explorer';
  readonly icon: IconName;
  readonly place: Place;
  /** Where addresses of this entry begin. */
  readonly path: string;
}

/** The entries this viewer may use: what a role cannot do, or what is switched off, is not there. */
export function useEntries(): readonly Entry[] {
  const { role } = useSetting();
  const readsVenue = useMay('READ_VENUE');
  const records = useMay('RECORD');
  const scores = useFeature('HEALTH_SCORING');
  const alerts = useFeature('REAL_TIME_ALERTS');
  const predicts = useFeature('PREDICTIVE_ANALYTICS');
  const all: readonly (Entry & { readonly shown: boolean })[] = [
    { key: 'portfolio', icon: 'portfolio', place: { to: 'portfolio' }, path: '/', shown: readsVenue && scores },
    { key: 'guests', icon: 'guests', place: { to: 'guests' }, path: '/customers', shown: true },
    { key: 'alerts', icon: 'alerts', place: { to: 'alerts' }, path: '/alerts', shown: alerts && role !== 'PARTNER' },
    { key: 'segments', icon: 'segments', place: { to: 'segments' }, path: '/segments', shown: role !== 'PARTNER' },
    {
      key: 'interventions',
      icon: 'interventions',
      place: { to: 'interventions' },
      path: '/interventions',
      shown: role !== 'PARTNER',
    },
    { key: 'model', icon: 'model', place: { to: 'model' }, path: '/model', shown: readsVenue && predicts },
    { key: 'data', icon: 'data', place: { to: 'data' }, path: '/data', shown: readsVenue },
    { key: 'settings', icon: 'settings', place: { to: 'settings' }, path: '/settings', shown: readsVenue || records },
    { key: 'explorer', icon: 'explorer', place: { to: 'explorer' }, path: '/graphiql', shown: true },
  ];
  return all.filter(({ shown }) => shown);
}

/** Whether an address belongs to an entry. */
export function isAt(path: string, entry: Entry): boolean {
  return entry.path === '/' ? path === '/' : path === entry.path || path.startsWith(`${entry.path}/`);
}
