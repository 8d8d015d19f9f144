/**
 * What several requests ask in the same turn of the event loop is read once for all of them. Every reading begins after all who share it
 * have asked, so nobody gets anything older than by a reading of the own; what a viewer may see is decided before and after.
 */
import type { Db } from '../db/open.ts';

/** Ids of one reading at most: more begin another one. */
const mostIds = 200;

type ById<Value> = (db: Db, ids: readonly string[]) => Promise<Map<string, Value>>;

interface Gathering<Value> {
  readonly ids: Set<string>;
  readonly found: Promise<Map<string, Value>>;
}

function atTurnsEnd<Result>(work: () => Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    setImmediate(() => work().then(resolve, reject));
  });
}

/** As `read`, whose ids are put together with those of others. */
export function gatheredById<Value>(read: ById<Value>): ById<Value> {
  const gatherings = new WeakMap<Db, Gathering<Value>>();
  const begin = (db: Db): Gathering<Value> => {
    const ids = new Set<string>();
    const found = atTurnsEnd(() => {
      if (gatherings.get(db)?.ids === ids) gatherings.delete(db);
      return read(db, [...ids]);
    });
    const gathering = { ids, found };
    gatherings.set(db, gathering);
    return gathering;
  };
  return async (db, ids) => {
    const open = gatherings.get(db);
    const gathering = open === undefined || open.ids.size + ids.length > mostIds ? begin(db) : open;
    for (const id of ids) gathering.ids.add(id);
    const all = await gathering.found;
    const own = new Map<string, Value>();
    for (const id of ids) {
      const value = all.get(id);
      if (value !== undefined) own.set(id, value);
    }
    return own;
  };
}

/** A reading that others share who ask the same in this turn: its result is nobody's own, so nobody changes it. @param key what is asked. */
export function sharedReading<Result>(): (db: Db, key: string, read: () => Promise<Result>) => Promise<Result> {
  const readings = new WeakMap<Db, Map<string, Promise<Result>>>();
  return (db, key, read) => {
    const ofDb = readings.get(db) ?? new Map<string, Promise<Result>>();
    readings.set(db, ofDb);
    const known = ofDb.get(key);
    if (known !== undefined) return known;
    const found = atTurnsEnd(() => {
      ofDb.delete(key);
      return read();
    });
    ofDb.set(key, found);
    return found;
  };
}
