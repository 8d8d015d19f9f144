import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import type { ImportTable, TableShape } from './columns.ts';
import type { RawValues, Row, Surroundings } from './row-types.ts';
import { cleaned } from './values.ts';

/** The small tables that events name; what only an event names is created with its id as name. */
type ReferenceTable = 'locations' | 'menu_items' | 'campaigns';

const referencing: Readonly<Partial<Record<ImportTable, Readonly<Record<string, ReferenceTable>>>>> = {
  visits: { location_id: 'locations', campaign_id: 'campaigns' },
  visit_items: { menu_item_id: 'menu_items' },
  campaign_sends: { campaign_id: 'campaigns' },
};

interface Known {
  readonly id: string;
  /** Zone of a location, channel of a campaign, category of a menu item; null: not stated. */
  readonly attribute: string | null;
}

export const readLocations = statement('ingest/locations', 'own', (kysely, ids: readonly string[]) =>
  kysely
    .selectFrom('locations')
    .where(sql<boolean>`location_id = any(${ids}::text[])`)
    .select(['location_id as id', 'time_zone as attribute']),
);
export const readCampaigns = statement('ingest/campaigns', 'own', (kysely, ids: readonly string[]) =>
  kysely
    .selectFrom('campaigns')
    .where(sql<boolean>`campaign_id = any(${ids}::text[])`)
    .select(['campaign_id as id', 'channel as attribute']),
);
export const readMenuItems = statement('ingest/menu_items', 'own', (kysely, ids: readonly string[]) =>
  kysely
    .selectFrom('menu_items')
    .where(sql<boolean>`menu_item_id = any(${ids}::text[])`)
    .select(['menu_item_id as id', 'category as attribute']),
);

const readers: Readonly<Record<ReferenceTable, (db: Db, ids: readonly string[]) => Promise<Known[]>>> = {
  locations: readLocations,
  campaigns: readCampaigns,
  menu_items: readMenuItems,
};
const keys = { locations: 'location_id', campaigns: 'campaign_id', menu_items: 'menu_item_id' } as const;

/** A row that an event made, or found made by another one meanwhile. */
export interface Created {
  readonly table: ReferenceTable;
  readonly id: string;
}

/** What a run knows of the rows that its rows name. Learned batch by batch, so that it grows with what is named only. */
export class References implements Surroundings {
  readonly #columns: readonly { readonly name: string; readonly index: number; readonly table: ReferenceTable }[];
  /** Per table: id to its attribute, and whether there is such a row yet. */
  readonly #known: Readonly<Record<ReferenceTable, Map<string, { attribute: string | null; exists: boolean }>>> = {
    locations: new Map(),
    menu_items: new Map(),
    campaigns: new Map(),
  };

  constructor(shape: TableShape) {
    this.#columns = Object.entries(referencing[shape.table] ?? {}).map(([name, table]) => ({
      name,
      table,
      index: shape.columns.findIndex((column) => column.name === name),
    }));
  }

  readonly zoneOf = (locationId: string): string | null => this.#known.locations.get(locationId)?.attribute ?? null;
  readonly channelOf = (campaignId: string): string | null => this.#known.campaigns.get(campaignId)?.attribute ?? null;

  /** Looks up what these rows name and is not known yet. */
  async learn(db: Db, records: readonly { readonly values: RawValues }[]): Promise<void> {
    for (const { name, table } of this.#columns) {
      const known = this.#known[table];
      const ids = new Set<string>();
      for (const { values } of records) {
        const id = cleaned(values[name] ?? '');
        if (id !== '' && !known.has(id) && !id.includes('\0')) ids.add(id);
      }
      if (ids.size === 0) continue;
      for (const id of ids) known.set(id, { attribute: null, exists: false });
      for (const { id, attribute } of await readers[table](db, [...ids])) known.set(id, { attribute, exists: true });
    }
  }

  /** Creates what only these rows name. @returns what is to be handed to `settle` after the commit. */
  async create(tx: Db, rows: readonly Row[], recordedAt: Date): Promise<readonly Created[]> {
    const created: Created[] = [];
    for (const { index, table } of this.#columns) {
      const known = this.#known[table];
      const missing = new Set<string>();
      for (const { cells } of rows) {
        const id = cells[index];
        if (typeof id === 'string' && known.get(id)?.exists !== true) missing.add(id);
      }
      if (missing.size === 0) continue;
      const ids = [...missing].sort();
      await sql`
        insert into ${sql.table(table)} (${sql.ref(keys[table])}, name, recorded_at)
        select id, id, ${recordedAt}::timestamptz from unnest(${ids}::text[]) as given (id)
        on conflict do nothing`.execute(tx.kysely);
      for (const id of ids) created.push({ table, id });
    }
    return created;
  }

  settle(created: readonly Created[]): void {
    for (const { table, id } of created)
      this.#known[table].set(id, { attribute: this.#known[table].get(id)?.attribute ?? null, exists: true });
  }
}
