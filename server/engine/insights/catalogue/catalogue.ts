import type { CatalogueAction } from './action.ts';
import entries from './actions.json' with { type: 'json' };

/**
 * Everything that is ever suggested, as it stands in actions.json, which who runs the restaurant can read and change. JSON knows no
 * literal types: a test holds every entry against its shape and sense.
 */
export const catalogue = entries as unknown as readonly CatalogueAction[];
