import { clearLine, cursorTo } from 'node:readline';

/** Shows people how far a long command is: a bar on a terminal, now and then a plain line elsewhere. */
export interface Progress {
  /**
   * @param total null: not known.
   * @param share how much of the work is done, 0 to 1, when that is not done / total.
   */
  update(done: number, total: number | null, share?: number): void;
  /** Ends the bar; the last line says what was done and how fast. */
  stop(): void;
}

export interface ProgressOptions {
  readonly stream?: NodeJS.WriteStream;
  /** Milliseconds on any steady clock. */
  readonly clock?: () => number;
  /** Milliseconds between two plain lines. */
  readonly everyMs?: number;
}

const barWidth = 30;
const frameMs = 100;

/** @param what what is counted, in the plural with its verb, such as "guests scored". */
export function openProgress(what: string, options: ProgressOptions = {}): Progress {
  const { stream = process.stderr, clock = () => performance.now(), everyMs = 5_000 } = options;
  const startedAt = clock();
  const bar = stream.isTTY ? terminalBar(stream, clock) : null;
  let done = 0;
  let saidAt = startedAt;
  const seconds = () => (clock() - startedAt) / 1000;
  const facts = (share: number | null) => ({
    count: whole(done),
    rate: whole(done / Math.max(seconds(), 0.001)),
    left: share === null || share <= 0 || share > 1 ? '?' : duration((seconds() * (1 - share)) / share),
  });
  return {
    update(now, total, given) {
      done = now;
      const share = given ?? (total === null || total === 0 ? null : now / total);
      const { count, rate, left } = facts(share);
      // What comes before the first one, such as the week's facts and models, has no rate that says anything.
      const preparing = done === 0 && (share ?? 0) === 0 ? `getting ready, ${duration(seconds())} so far` : null;
      bar?.draw(share ?? 0, preparing ?? `${count} ${what} · ${rate}/s · ${left} left`);
      if (bar !== null || clock() - saidAt < everyMs) return;
      saidAt = clock();
      const percent = share === null ? '' : ` (${Math.floor(share * 100)} %)`;
      stream.write(`${count} ${what}${percent}, ${preparing ?? `${rate}/s, ${left} left`}\n`);
    },
    stop() {
      bar?.clear();
      const { count, rate } = facts(1);
      if (done > 0) stream.write(`${count} ${what} in ${duration(seconds())}, ${rate}/s\n`);
    },
  };
}

interface Bar {
  draw(share: number, facts: string): void;
  clear(): void;
}

/** One line that is drawn over and over, at most ten times a second. */
function terminalBar(stream: NodeJS.WriteStream, clock: () => number): Bar {
  let drawnAt = Number.NEGATIVE_INFINITY;
  const clear = () => {
    cursorTo(stream, 0);
    clearLine(stream, 0);
  };
  return {
    draw(share, facts) {
      if (clock() - drawnAt < frameMs) return;
      drawnAt = clock();
      const full = Math.round(Math.min(Math.max(share, 0), 1) * barWidth);
      const line = `${'█'.repeat(full)}${'░'.repeat(barWidth - full)} ${Math.floor(share * 100)} % · ${facts}`;
      clear();
      stream.write(line.slice(0, (stream.columns ?? 80) - 1)); // a line that breaks could not be drawn over
    },
    clear,
  };
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** Such as 0.4 s, 12 s, 3 min 05 s. */
function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const rounded = Math.round(seconds);
  if (rounded < 60) return `${rounded} s`;
  return `${Math.floor(rounded / 60)} min ${String(rounded % 60).padStart(2, '0')} s`;
}
