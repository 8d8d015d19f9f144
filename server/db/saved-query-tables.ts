/** The row of the table of saved queries; units as in tables.ts. */

export interface SavedQueryRow {
  query_id: string;
  owner: string;
  owner_name: string;
  name: string;
  description: string | null;
  document: string;
  variables: string | null; // JSON
  is_shared: boolean;
  updated_at: Date;
}
