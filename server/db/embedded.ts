import type { Address } from './pool.ts';

export interface EmbeddedServer {
  readonly address: Address;
  followedBy(listener: (address: Address) => void): void;
  release(): Promise<void>;
}

export async function startEmbedded(options: { dataDir: string; log: (line: string) => void }): Promise<EmbeddedServer> {
  throw new Error(`expected DATABASE_URL, got none (${options.dataDir})`);
}
