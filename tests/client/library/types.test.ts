import type { ComponentProps } from 'react';
import { expectTypeOf, test } from 'vitest';
import type Profile from '../../../client/customer/EnhancedCustomerProfileDashboard.tsx';
import type Health from '../../../client/health/CustomerHealthScoreDashboard.tsx';
import type DeclaredHealth from '../../../client/library/CustomerHealthScoreDashboard.d.ts';
import type DeclaredProfile from '../../../client/library/EnhancedCustomerProfileDashboard.d.ts';
import type { Place as DeclaredPlace } from '../../../client/library/embedding.d.ts';
import type { Place } from '../../../client/ui/navigation.ts';

/** An intersection of types written out as one. */
type Flat<T> = { [Key in keyof T]: T[Key] };

test('what pages of others may say to the dashboards is what the dashboards take', () => {
  expectTypeOf<Flat<Parameters<typeof DeclaredProfile>[0]>>().toEqualTypeOf<Flat<ComponentProps<typeof Profile>>>();
  expectTypeOf<Flat<Parameters<typeof DeclaredHealth>[0]>>().toEqualTypeOf<Flat<ComponentProps<typeof Health>>>();
  expectTypeOf<DeclaredPlace>().toEqualTypeOf<Place>();
});
