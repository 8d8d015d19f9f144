import { createContext, useContext } from 'react';

/** Who looks, and what the venue is like: asked once, before the first page. */
export interface Setting {
  readonly role: 'ADMIN' | 'MANAGER' | 'ANALYST' | 'PARTNER';
  readonly name: string;
  readonly permissions: ReadonlySet<string>;
  readonly features: ReadonlySet<string>;
  /** Days that "within the horizon" means here; null: nothing is computed yet. */
  readonly horizonDays: number | null;
  /** Scores below it raise an alert, 0 to 100. */
  readonly alertThreshold: number;
  readonly trendDays: number;
  readonly completenessThreshold: number;
}

const nobody: Setting = {
  role: 'PARTNER',
  name: '',
  permissions: new Set(),
  features: new Set(),
  horizonDays: null,
  alertThreshold: 40,
  trendDays: 30,
  completenessThreshold: 70,
};

export const SettingContext = createContext<Setting>(nobody);

/** Who looks, and what the venue is like. */
export function useSetting(): Setting {
  return useContext(SettingContext);
}

/** Whether the viewer may do this. */
export function useMay(permission: 'READ_CONTACT' | 'READ_VENUE' | 'RECORD' | 'ADMINISTER'): boolean {
  return useSetting().permissions.has(permission);
}

/** Whether this part of the product is switched on. */
export function useFeature(
  feature: 'ENHANCED_PROFILES' | 'HEALTH_SCORING' | 'PREDICTIVE_ANALYTICS' | 'REAL_TIME_ALERTS' | 'BATCH_PROCESSING',
): boolean {
  return useSetting().features.has(feature);
}

/** Whether the pages around have asked who looks; false: we stand alone in a page of others. */
export function useIsAtHome(): boolean {
  return useContext(SettingContext) !== nobody;
}
