import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statementFamily } from '../db/statement.ts';
import type { AlertGroup } from '../engine/alerts/counts.ts';
import type { GuestFilter } from '../engine/segments/filter.ts';
import { type AlertConditions, alertMeets, type Filters, filtersOf, isAbout, sampleFilters, statusAt } from './alert-list.ts';
import { sampleFilter } from './filter-sql.ts';

const groups = statementFamily<[Date, Filters, GuestFilter | null], AlertGroup>(
  'alerts/groups',
  'population',
  (kysely, now, filters, guests) => {
    const all = kysely.selectFrom('alerts as a').where(alertMeets(filters));
    return (guests === null ? all : all.where(isAbout(guests)))
      .select([
        statusAt(now).as('status'),
        'a.severity',
        sql<string | null>`case when a.resolved_at is null then a.assignee end`.as('assignee'),
        sql<number>`count(*)::int`.as('alerts'),
      ])
      .groupBy(sql`1, 2, 3`)
      .$castTo<AlertGroup>();
  },
  [
    [new Date(0), sampleFilters, sampleFilter],
    [new Date(0), sampleFilters, null],
  ],
);

/** How many alerts meet the conditions, by where they stand, how urgent and whose they are. */
export function readAlertGroups(db: Db, conditions: AlertConditions, now: number): Promise<AlertGroup[]> {
  const { customerIds, guests } = conditions;
  const among: GuestFilter | null = customerIds === null ? guests : { kind: 'customers', ids: customerIds };
  return groups(db, new Date(now), filtersOf(conditions, now), among);
}
