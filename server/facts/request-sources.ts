/** What one request read: which tables, how many rows, which weeks of the grid, and what was remembered. For DEBUG_SHOW_DATA_SOURCES. */
import type { Db } from '../db/open.ts';
import { tablesOf } from '../db/table-names.ts';
import type { Calendar } from '../engine/calendar.ts';
import { dayMs, weekOf } from '../engine/calendar.ts';
import type { FactName } from '../engine/facts.ts';
import type { Subject } from './subject.ts';

/** Statements on the same tables. */
export interface TablesRead {
  /** By name; more than one: read together. */
  readonly tables: readonly string[];
  readonly statements: number;
  /** Rows that they answered or changed. */
  readonly rows: number;
}

/** A section of the answer. */
export interface SectionSources {
  readonly section: string;
  /** Customers and instants that it was asked for. */
  readonly answers: number;
  /** How many of these were remembered from an earlier request. */
  readonly fromCache: number;
  /** Mondays of the weeks whose facts it rests on, ISO dates. */
  readonly gridWeeks: readonly string[];
  /** What this request read for it. Sections that need the same share what was read. */
  readonly read: readonly TablesRead[];
}

export interface SourceReport {
  readonly sections: readonly SectionSources[];
  /** What was read beside the sections: lists, look-ups, what decides whether a remembered answer still holds. */
  readonly other: readonly TablesRead[];
}

interface Wanted {
  readonly needs: readonly FactName[];
}

export interface RequestSources {
  /** The Db whose statements count for a fact; null: for none. */
  readonly dbOf: (fact: FactName | null) => Db;
  /** A derivation is asked for. */
  readonly asked: (wanted: Wanted, subject: Subject) => void;
  /** Its answer was remembered. */
  readonly remembered: (wanted: Wanted, subject: Subject) => void;
  readonly report: () => SourceReport;
}

interface Section {
  readonly answers: Set<string>;
  readonly remembered: Set<string>;
  readonly facts: Set<FactName>;
  readonly weeks: Set<string>;
}

/** Facts of the earlier instant come with the statement of the later one. */
function readAs(fact: FactName): FactName {
  if (fact === 'earlierIdentity') return 'identity';
  return fact === 'earlierPopulation' ? 'population' : fact;
}

function totals(reads: readonly TablesRead[]): TablesRead[] {
  const byTables = new Map<string, TablesRead>();
  for (const { tables, statements, rows } of reads) {
    const known = byTables.get(tables.join(' '));
    byTables.set(tables.join(' '), {
      tables,
      statements: statements + (known?.statements ?? 0),
      rows: rows + (known?.rows ?? 0),
    });
  }
  return [...byTables.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, read]) => read);
}

/** One per request. @param sectionOf the section that a derivation makes. */
export function openRequestSources(
  db: Db,
  { calendar, trendDays }: { readonly calendar: Calendar; readonly trendDays: number },
  sectionOf: (wanted: object) => string,
): RequestSources {
  const reads = new Map<FactName | null, TablesRead[]>();
  const watched = new Map<FactName | null, Db>();
  const sections = new Map<string, Section>();

  const dbOf = (fact: FactName | null): Db => {
    const found = watched.get(fact);
    if (found !== undefined) return found;
    const list: TablesRead[] = [];
    reads.set(fact, list);
    const opened = db.watched((text, rows) => {
      const tables = tablesOf(text);
      if (tables.length > 0) list.push({ tables, statements: 1, rows });
    });
    watched.set(fact, opened);
    return opened;
  };

  const section = (wanted: Wanted): Section => {
    const name = sectionOf(wanted);
    const known = sections.get(name) ?? { answers: new Set(), remembered: new Set(), facts: new Set(), weeks: new Set() };
    sections.set(name, known);
    return known;
  };
  const keyOf = ({ customerId, asOf, hypothesis }: Subject) => `${asOf} ${hypothesis?.key ?? ''} ${customerId}`;

  return {
    dbOf,
    asked(wanted, subject) {
      const { answers, facts, weeks } = section(wanted);
      answers.add(keyOf(subject));
      for (const name of wanted.needs) facts.add(readAs(name));
      const weekAt = (asOf: number) => weekOf(asOf, calendar.timeZone).week;
      if (wanted.needs.includes('population')) weeks.add(weekAt(subject.asOf));
      if (wanted.needs.includes('earlierPopulation')) weeks.add(weekAt(subject.asOf - trendDays * dayMs));
    },
    remembered(wanted, subject) {
      section(wanted).remembered.add(keyOf(subject));
    },
    report() {
      const shown = [...sections].map(([name, { answers, remembered, facts, weeks }]) => ({
        section: name,
        answers: answers.size,
        fromCache: remembered.size,
        gridWeeks: [...weeks].sort(),
        read: totals([...facts].flatMap((fact) => reads.get(fact) ?? [])),
      }));
      const used = new Set([...sections.values()].flatMap(({ facts }) => [...facts]));
      const other = [...reads].filter(([fact]) => fact === null || !used.has(fact)).flatMap(([, list]) => list);
      return { sections: shown.sort((a, b) => (a.section < b.section ? -1 : 1)), other: totals(other) };
    },
  };
}
