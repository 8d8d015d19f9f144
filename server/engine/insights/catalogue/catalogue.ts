import type { CatalogueAction } from './action.ts';
import { actions } from './actions.ts';
import { care } from './care.ts';
import { mitigations } from './mitigations.ts';
import { offers } from './offers.ts';

/** Everything that is ever suggested. */
export const catalogue: readonly CatalogueAction[] = [...actions, ...offers, ...care, ...mitigations];
