/** What this process has answered since its start: how often, how fast, and who asked for what. */
import type { AnsweredOperation } from './answered.ts';

/** Names that callers choose are told apart up to so many; the others are counted together. */
const mostNames = 200;
/** Durations are counted in steps of a fifth of a doubling, from a tenth of a millisecond on: 15 % apart. */
const stepsPerDoubling = 5;
const shortestSeconds = 0.0001;

interface Operation {
  readonly name: string;
  readonly kind: AnsweredOperation['kind'];
  count: number;
  failed: number;
  seconds: number;
  readonly codes: Map<string, number>;
  /** Count by step. */
  readonly durations: Map<number, number>;
}

export interface OperationFigures {
  /** As documents name it; `unnamed`, and `other` beyond the first 200 names. */
  readonly operation: string;
  readonly kind: string;
  readonly count: number;
  /** Answers with an error at least. */
  readonly failed: number;
  readonly errors: readonly { readonly code: string; readonly count: number }[];
  readonly meanSeconds: number;
  /** Upper ends of the steps they lie in: at most 15 % too long. */
  readonly p50Seconds: number;
  readonly p90Seconds: number;
  readonly p99Seconds: number;
}

export interface FieldUse {
  readonly client: string;
  readonly field: string;
  readonly operations: number;
}

export interface Meter {
  /** When it began, milliseconds since 1970. */
  readonly since: number;
  readonly observe: (answered: AnsweredOperation) => void;
  /** Most asked first. */
  readonly operations: () => OperationFigures[];
  readonly fields: () => FieldUse[];
}

/** The first names each under its own, the rest as "other": what anybody may choose must not grow without bound. */
export function boundedNames(most: number = mostNames): (name: string) => string {
  const known = new Set<string>();
  return (name) => {
    if (known.size < most) known.add(name);
    return known.has(name) ? name : 'other';
  };
}

const stepOf = (seconds: number) => Math.max(0, Math.ceil(stepsPerDoubling * Math.log2(seconds / shortestSeconds)));
const upperEnd = (step: number) => shortestSeconds * 2 ** (step / stepsPerDoubling);

function secondsWithin({ durations, count }: Operation, share: number): number {
  let passed = 0;
  for (const [step, found] of [...durations].sort(([a], [b]) => a - b)) {
    passed += found;
    if (passed >= share * count) return upperEnd(step);
  }
  return 0;
}

function counted(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function figuresOf(operation: Operation): OperationFigures {
  const { name, kind, count, failed, seconds, codes } = operation;
  return {
    operation: name,
    kind,
    count,
    failed,
    errors: [...codes].map(([code, found]) => ({ code, count: found })).sort((a, b) => b.count - a.count),
    meanSeconds: seconds / count,
    p50Seconds: secondsWithin(operation, 0.5),
    p90Seconds: secondsWithin(operation, 0.9),
    p99Seconds: secondsWithin(operation, 0.99),
  };
}

/** @param since milliseconds since 1970. */
export function openMeter(since: number): Meter {
  const operations = new Map<string, Operation>();
  const uses = new Map<string, { readonly client: string; readonly field: string; operations: number }>();
  const [operationName, clientName] = [boundedNames(), boundedNames()];
  return {
    since,
    observe({ name, kind, client, fields, codes, seconds }) {
      const shown = operationName(name ?? 'unnamed');
      const key = `${kind} ${shown}`;
      const empty = { count: 0, failed: 0, seconds: 0, codes: new Map<string, number>(), durations: new Map<number, number>() };
      const operation: Operation = operations.get(key) ?? { name: shown, kind, ...empty };
      operations.set(key, operation);
      operation.count += 1;
      operation.seconds += seconds;
      if (codes.length > 0) operation.failed += 1;
      for (const code of codes) counted(operation.codes, code);
      const step = stepOf(seconds);
      operation.durations.set(step, (operation.durations.get(step) ?? 0) + 1);
      const who = clientName(client);
      for (const field of fields) {
        const use = uses.get(`${field} ${who}`) ?? { client: who, field, operations: 0 };
        use.operations += 1;
        uses.set(`${field} ${who}`, use);
      }
    },
    operations: () =>
      [...operations.values()].map(figuresOf).sort((a, b) => b.count - a.count || (a.operation < b.operation ? -1 : 1)),
    fields: () => [...uses.values()].sort((a, b) => b.operations - a.operations || (a.field < b.field ? -1 : 1)),
  };
}
