import DataLoader from 'dataloader';
import { mayReach, type Viewer } from '../access/viewer.ts';
import type { Db } from '../db/open.ts';
import type { DataKey } from '../db/sealing.ts';
import type { FilterRow } from '../engine/segments/matches.ts';
import { type AlertEventRecord, type AlertKey, readAlertEvents } from '../store/alert-events.ts';
import { type ConsentChange, readConsentHistories } from '../store/consent.ts';
import { type Contact, readContacts, readDataKeys } from '../store/contact.ts';
import { readFilterRows } from '../store/filtered.ts';
import { type Guest, readGuests, readKeptGuests } from '../store/guests.ts';
import {
  countFeedback,
  countInterventionsOf,
  countVisits,
  type FeedbackRecord,
  type HistoryPage,
  type HistoryRequest,
  readFeedbackPages,
  readInterventionPages,
  readVisitPages,
  type VisitRecord,
} from '../store/history.ts';
import type { InterventionRecord } from '../store/interventions.ts';
import { type KeptScore, readKeptScores } from '../store/kept-scores.ts';
import { type LoyaltyAccountRecord, readLoyaltyAccounts } from '../store/loyalty.ts';
import { type HistoryEntry, type HistorySubject, readHealthHistories } from '../store/score-history-reading.ts';
import { readScoredAt, type Scored } from '../store/scored-at.ts';
import { readSegments, type Segment } from '../store/segments.ts';
import { type PersonalField, Seen } from './seen.ts';

type ById<Value> = DataLoader<string, Value | null>;
type Pages<Item> = (request: HistoryRequest) => DataLoader<string, HistoryPage<Item>>;

/** What one request has looked up, by customer id: all ids of a tick in one statement. Null: nothing on record. */
export interface Loaders {
  /** Null also for a guest out of the viewer's reach: the only way to a guest, so that nothing else needs to ask. */
  readonly guests: ById<Guest>;
  /** The same with the rows of their last scoring. */
  readonly keptGuests: ById<Guest>;
  readonly scored: ById<Scored>;
  readonly kept: ById<KeptScore>;
  readonly contacts: ById<Contact>;
  readonly dataKeys: ById<DataKey>;
  readonly consentHistories: ById<readonly ConsentChange[]>;
  readonly loyaltyAccounts: ById<LoyaltyAccountRecord>;
  /** What happened to an alert, oldest first. */
  readonly alertEvents: DataLoader<AlertKey, AlertEventRecord[], string>;
  readonly visitCounts: ById<number>;
  readonly feedbackCounts: ById<number>;
  readonly interventionCounts: ById<number>;
  /** Every saved segment, by name. */
  readonly segments: () => Promise<readonly Segment[]>;
  /** What filters look at. */
  readonly filterRows: ById<FilterRow>;
  readonly visitPages: Pages<VisitRecord>;
  readonly feedbackPages: Pages<FeedbackRecord>;
  readonly interventionPages: Pages<InterventionRecord>;
  /** The newest `last` records of a guest, each beside the one that held `trendMs` earlier. */
  readonly healthHistories: (last: number, trendMs: number) => DataLoader<HistorySubject, HistoryEntry[], string>;
}

type Read<Value> = (db: Db, ids: readonly string[]) => Promise<Map<string, Value>>;

const emptyPage = { items: [], more: false };

/** What all loaders of a request have in common. */
interface Opening {
  readonly db: Db;
  readonly viewer: Viewer;
  readonly seen: Seen;
}

function byId<Value>({ db }: Opening, read: Read<Value>): ById<Value> {
  return new DataLoader<string, Value | null>(async (ids) => {
    const found = await read(db, ids);
    return ids.map((id) => found.get(id) ?? null);
  });
}

function reachable({ viewer, seen }: Opening, read: Read<Guest>): Read<Guest> {
  return async (connection, ids) => {
    const allowed = ids.filter((id) => mayReach(viewer, id));
    if (allowed.length < ids.length) seen.isBeyondReach = true;
    const guests = allowed.length === 0 ? new Map<string, Guest>() : await read(connection, allowed);
    for (const id of guests.keys()) seen.customers.add(id);
    return guests;
  };
}

function segmentsOnce({ db }: Opening): Loaders['segments'] {
  let segments: Promise<readonly Segment[]> | null = null;
  return () => {
    segments ??= readSegments(db);
    return segments;
  };
}

const openers: { readonly [Name in keyof Loaders]: (opening: Opening, loaders: Loaders) => Loaders[Name] } = {
  guests: (opening) => byId(opening, reachable(opening, readGuests)),
  keptGuests: (opening, loaders) => {
    const read = reachable(opening, readKeptGuests);
    return byId(opening, async (connection, ids) => {
      const found = await read(connection, ids);
      for (const guest of found.values()) loaders.guests.prime(guest.customerId, guest);
      return found;
    });
  },
  scored: (opening) => byId(opening, readScoredAt),
  kept: (opening) => byId(opening, readKeptScores),
  contacts: (opening) => byId(opening, readContacts),
  dataKeys: (opening) => byId(opening, readDataKeys),
  consentHistories: (opening) => byId(opening, readConsentHistories),
  loyaltyAccounts: (opening) => byId(opening, readLoyaltyAccounts),
  alertEvents: ({ db }) => alertEvents(db),
  visitCounts: (opening) => byId(opening, countVisits),
  feedbackCounts: (opening) => byId(opening, countFeedback),
  interventionCounts: (opening) => byId(opening, countInterventionsOf),
  segments: segmentsOnce,
  filterRows: (opening) => byId(opening, readFilterRows),
  visitPages: ({ db }) => pages(db, readVisitPages),
  feedbackPages: ({ db }) => pages(db, readFeedbackPages),
  interventionPages: ({ db }) => pages(db, readInterventionPages),
  healthHistories: ({ db }) => histories(db),
};

/** Each loader is opened when it is first asked for: most requests use one or two. */
class OpenLoaders {
  readonly opening: Opening;
  readonly opened: { [Name in keyof Loaders]?: Loaders[Name] } = {};
  constructor(opening: Opening) {
    this.opening = opening;
  }
}

for (const name of Object.keys(openers) as (keyof Loaders)[])
  Object.defineProperty(OpenLoaders.prototype, name, {
    get(this: OpenLoaders & Loaders) {
      const { opened, opening } = this;
      return (opened[name] ?? Object.assign(opened, { [name]: openers[name](opening, this) })[name]) as Loaders[typeof name];
    },
  });

/** One set per request: what it remembers is never older than the request. @param seen is told of every guest that is found. */
export function openLoaders(db: Db, viewer: Viewer, seen: Seen = new Seen()): Loaders {
  return new OpenLoaders({ db, viewer, seen }) as unknown as Loaders;
}

/** Contact data of a guest, put on record as seen. @param field null: only whether there is any. */
export function contactFor(
  { loaders, seen }: { readonly loaders: Loaders; readonly seen: Seen },
  customerId: string,
  field: PersonalField | null,
): Promise<Contact | null> {
  if (field !== null) seen.fields.add(field);
  return loaders.contacts.load(customerId);
}

/** The key of what a guest's sealed texts are opened with, put on record as seen. */
export function keyFor(
  { loaders, seen }: { readonly loaders: Loaders; readonly seen: Seen },
  customerId: string,
  field: PersonalField,
): Promise<DataKey | null> {
  seen.fields.add(field);
  return loaders.dataKeys.load(customerId);
}

/** A loader for each different page that a request asks for; the same page of many guests is one statement. */
function pages<Item>(
  db: Db,
  read: (db: Db, ids: readonly string[], request: HistoryRequest) => Promise<Map<string, HistoryPage<Item>>>,
): Pages<Item> {
  const loaders = new Map<string, DataLoader<string, HistoryPage<Item>>>();
  return (request) => {
    const key = JSON.stringify(request);
    let loader = loaders.get(key);
    if (loader === undefined) {
      loader = new DataLoader(async (ids) => {
        const found = await read(db, ids, request);
        return ids.map((id) => found.get(id) ?? emptyPage);
      });
      loaders.set(key, loader);
    }
    return loader;
  };
}

function histories(db: Db): Loaders['healthHistories'] {
  const loaders = new Map<string, DataLoader<HistorySubject, HistoryEntry[], string>>();
  return (last, trendMs) => {
    const key = `${last} ${trendMs}`;
    const loader =
      loaders.get(key) ??
      new DataLoader<HistorySubject, HistoryEntry[], string>((subjects) => readHealthHistories(db, subjects, last, trendMs), {
        cacheKeyFn: ({ customerId, asOf }) => `${asOf} ${customerId}`,
      });
    loaders.set(key, loader);
    return loader;
  };
}

function alertEvents(db: Db): Loaders['alertEvents'] {
  const nameOf = ({ customerId, alertId }: AlertKey): string => `${alertId} ${customerId}`;
  return new DataLoader<AlertKey, AlertEventRecord[], string>(
    async (alerts) => {
      const events = await readAlertEvents(db, alerts);
      return alerts.map((alert) => events.filter((event) => nameOf(event) === nameOf(alert)));
    },
    { cacheKeyFn: nameOf },
  );
}
