import type { Db } from '../db/open.ts';
import { appendAudit, type Doubt } from './audit-append.ts';
import type { AuditNote } from './audit-chain.ts';
import { NameBook } from './audit-names.ts';

/** How long an entry waits for others to be written with, milliseconds: what a process that is killed can lose. */
const gatherMs = 250;
/** Pause after a failure, milliseconds. */
const pauseMs = 1_000;
/** Entries of one batch, and ids of customers in it. */
const mostEntries = 1_000;
const mostIds = 20_000;
/** Entries that wait while the database is away; what comes then is counted, and the count goes on record. */
const mostWaiting = 50_000;

export interface AuditCounts {
  readonly written: number;
  readonly waiting: number;
  readonly lost: number;
  readonly failures: number;
}

export interface AuditLog {
  /** Puts something on record soon. Never fails and never waits. `name`: what people call the principal; null: nobody does. */
  readonly note: (note: AuditNote, name: string | null) => void;
  /** Resolves when everything noted so far is on record, or after a failure to write it, which is tried again later. */
  readonly settled: () => Promise<void>;
  /** Writes what is waiting and ends. */
  readonly stop: () => Promise<void>;
  readonly counts: () => AuditCounts;
}

/** Says that entries could not be kept. */
function lossNote(lost: number, at: number): AuditNote {
  const nothing = { role: null, requestId: null, operation: null, fields: [], customerIds: [] };
  return {
    ...nothing,
    at,
    kind: 'CHANGE',
    door: 'SYSTEM',
    principal: 'system',
    acts: ['loseEntries'],
    targets: [String(lost)],
    codes: ['LOST'],
  };
}

class Log implements AuditLog {
  readonly #db: Db;
  #waiting: AuditNote[] = [];
  /** What is being written, and what is known of earlier tries. */
  #batch: { readonly notes: readonly AuditNote[]; readonly doubts: Doubt[] } | null = null;
  readonly #names: NameBook;
  #writing: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;
  #lostSince: { count: number; readonly at: number } | null = null;
  #written = 0;
  #lost = 0;
  #failures = 0;

  constructor(db: Db) {
    this.#db = db;
    this.#names = new NameBook(db);
  }

  readonly note = (note: AuditNote, name: string | null): void => {
    if (this.#waiting.length >= mostWaiting) {
      this.#lost += 1;
      this.#lostSince ??= { count: 0, at: note.at };
      this.#lostSince.count += 1;
      return;
    }
    this.#waiting.push(note);
    if (name !== null) this.#names.note(note.principal, name);
    if (this.#waiting.length >= mostEntries) this.#write();
    else this.#later(gatherMs);
  };

  readonly settled = async (): Promise<void> => {
    if (this.#writing !== null) await this.#writing; // begun before this was noted, perhaps
    if (this.#batch === null && this.#waiting.length === 0) return;
    this.#write();
    await this.#writing;
  };

  readonly stop = async (): Promise<void> => {
    await this.settled();
    if (this.#timer !== null) clearTimeout(this.#timer);
  };

  readonly counts = (): AuditCounts => ({
    written: this.#written,
    waiting: this.#waiting.length + (this.#batch?.notes.length ?? 0),
    lost: this.#lost,
    failures: this.#failures,
  });

  #later(ms: number): void {
    if (this.#timer !== null || this.#writing !== null) return;
    this.#timer = setTimeout(() => this.#write(), ms).unref();
  }

  #write(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = null;
      if (this.#batch !== null || this.#waiting.length > 0) this.#later(this.#batch === null ? gatherMs : pauseMs);
    });
  }

  async #writeAll(): Promise<void> {
    try {
      while (this.#batch !== null || this.#waiting.length > 0) {
        this.#batch ??= { notes: this.#take(), doubts: [] };
        await this.#names.keep();
        await appendAudit(this.#db, this.#batch.notes, this.#batch.doubts);
        this.#written += this.#batch.notes.length;
        this.#batch = null;
      }
    } catch {
      this.#failures += 1; // the database is away: the same batch is tried again
    }
  }

  #take(): readonly AuditNote[] {
    let [count, ids] = [0, 0];
    for (const { customerIds } of this.#waiting) {
      if (count >= mostEntries || (count > 0 && ids + customerIds.length > mostIds)) break;
      count += 1;
      ids += customerIds.length;
    }
    const loss = this.#lostSince;
    this.#lostSince = null;
    const notes = this.#waiting.slice(0, count);
    this.#waiting = this.#waiting.slice(count);
    return loss === null ? notes : [...notes, lossNote(loss.count, loss.at)];
  }
}

/** Gathers entries and writes them, one transaction at a time. */
export function openAuditLog(db: Db): AuditLog {
  return new Log(db);
}
