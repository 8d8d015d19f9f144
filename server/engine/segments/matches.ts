import type { Channel, Condition, FlagField, GuestFilter, NumberField, TextField } from './filter.ts';

/** What a filter can look at of one guest. Null: not on record, or never scored. */
export interface FilterRow
  extends Readonly<Record<NumberField, number | null>>,
    Readonly<Record<TextField, string | null>>,
    Readonly<Record<FlagField, boolean>> {
  readonly customerId: string;
  /** In lower case as the database has it. */
  readonly lowerName: string | null;
  /** The locations that the guest has visited. */
  readonly locations: readonly string[];
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly consentEmail: boolean | null;
  readonly consentSms: boolean | null;
  readonly consentPush: boolean | null;
  /** An address, or a number, is on record. */
  readonly hasEmail: boolean;
  readonly hasPhone: boolean;
}

/** Whether a guest meets a filter. */
export function matches(filter: GuestFilter, row: FilterRow): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.of.every((part) => matches(part, row));
    case 'or':
      return filter.of.some((part) => matches(part, row));
    case 'not':
      return !matches(filter.of, row);
    default:
      return meets(filter, row);
  }
}

function meets(condition: Condition, row: FilterRow): boolean {
  switch (condition.kind) {
    case 'range': {
      const value = row[condition.field];
      return value !== null && value >= (condition.min ?? value) && value <= (condition.max ?? value);
    }
    case 'oneOf': {
      const value = row[condition.field];
      return value !== null && condition.values.includes(value);
    }
    case 'flag':
      return row[condition.field] === condition.value;
    case 'consent':
      return consentOf(condition.channel, row) === condition.given;
    case 'reachable':
      return condition.channels.some((channel) => consentOf(channel, row) === true && hasAddress(channel, row));
    case 'created':
      return (
        row.createdAt >= (condition.since ?? row.createdAt) && (condition.before === null || row.createdAt < condition.before)
      );
    case 'visitedAt':
      return condition.locations.some((location) => row.locations.includes(location));
    case 'name':
      return row.lowerName?.includes(condition.part.normalize('NFC').toLowerCase()) === true;
    case 'customers':
      return condition.ids.includes(row.customerId);
  }
}

function consentOf(channel: Channel, { consentEmail, consentSms, consentPush }: FilterRow): boolean | null {
  return { EMAIL: consentEmail, SMS: consentSms, PUSH: consentPush }[channel];
}

function hasAddress(channel: Channel, { hasEmail, hasPhone }: FilterRow): boolean {
  return { EMAIL: hasEmail, SMS: hasPhone, PUSH: true }[channel];
}
