import type { ScoringConfig } from '../config.ts';
import type { CatalogueAction } from '../insights/catalogue/action.ts';
import { catalogue } from '../insights/catalogue/catalogue.ts';

const byId = new Map(catalogue.map((action) => [action.id, action]));

/** The catalogue's entry of an action in small letters; null: one's own. */
export function actionOf(action: string): CatalogueAction | null {
  return byId.get(action) ?? null;
}

/** What the catalogue calls an action, without what is said of one guest; null: one's own. */
export function titleOf(action: string, { actions }: Pick<ScoringConfig, 'actions'>): string | null {
  const entry = actionOf(action);
  return entry === null ? null : (entry.text[actions.language] ?? entry.text.en).title.replaceAll(/\{[^}]*\}/g, '…');
}
