import cliProgress from 'cli-progress';

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

const barSteps = 1_000;

/** @param what what is counted, in the plural with its verb, such as "guests scored". */
export function openProgress(what: string, options: ProgressOptions = {}): Progress {
  const { stream = process.stderr, clock = () => performance.now(), everyMs = 5_000 } = options;
  const startedAt = clock();
  const bar = stream.isTTY ? terminalBar(what, stream) : null;
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
      bar?.update(Math.round((share ?? 0) * barSteps), { count, rate, left });
      if (bar !== null || clock() - saidAt < everyMs) return;
      saidAt = clock();
      const percent = share === null ? '' : ` (${Math.floor(share * 100)} %)`;
      stream.write(`${count} ${what}${percent}, ${rate}/s, ${left} left\n`);
    },
    stop() {
      bar?.stop();
      const { count, rate } = facts(1);
      if (done > 0) stream.write(`${count} ${what} in ${duration(seconds())}, ${rate}/s\n`);
    },
  };
}

function terminalBar(what: string, stream: NodeJS.WriteStream): cliProgress.SingleBar {
  const bar = new cliProgress.SingleBar(
    {
      format: `{bar} {percentage} % · {count} ${what} · {rate}/s · {left} left`,
      stream,
      hideCursor: true,
      clearOnComplete: true,
      fps: 10,
    },
    cliProgress.Presets.shades_classic,
  );
  bar.start(barSteps, 0, { count: '0', rate: '0', left: '?' });
  return bar;
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
