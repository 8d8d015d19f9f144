import { createGunzip, type Gunzip } from 'node:zlib';
import { UnusableFile } from './unusable.ts';

/**
 * Inflates gzip. What came before a damaged or missing end is handed out first: a stream's own iteration would drop what it holds
 * when the error comes.
 * @throws UnusableFile after the last readable byte
 */
export async function* gunzipped(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: 65_536 });
  const state: { failure: Error | null } = { failure: null };
  gunzip.on('error', (error) => {
    state.failure = error;
  });
  try {
    for await (const piece of bytes) {
      yield* drained(gunzip, (done) => gunzip.write(piece, done), state);
      if (state.failure !== null) break;
    }
    if (state.failure === null) yield* drained(gunzip, (done) => gunzip.end().once('end', done), state);
    if (state.failure !== null)
      throw new UnusableFile(
        `expected a whole gzip file, got one that ends in the middle or is damaged (${state.failure.message}): copy it again and import it again`,
      );
  } finally {
    gunzip.destroy();
  }
}

async function* drained(
  gunzip: Gunzip,
  start: (done: () => void) => void,
  state: { failure: Error | null },
): AsyncGenerator<Uint8Array> {
  let finished = false;
  let wake = (): void => undefined;
  const awake = () => wake();
  start(() => {
    finished = true;
    wake();
  });
  gunzip.on('readable', awake).on('error', awake);
  try {
    for (;;) {
      const output: Uint8Array | null = gunzip.read();
      if (output !== null) yield output;
      else if (finished || state.failure !== null) return;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  } finally {
    gunzip.off('readable', awake).off('error', awake);
  }
}
