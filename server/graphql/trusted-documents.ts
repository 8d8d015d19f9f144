import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { ApolloServerPlugin } from '@apollo/server';

/** Texts by their hash, hexadecimal. */
export type TrustedDocuments = ReadonlyMap<string, string>;

const prefix = 'sha256:';

/** The documents that the built pages ask with: a map from "sha256:…" to text. No file: nothing is built, nothing is known. */
export async function readTrustedDocuments(file: string): Promise<TrustedDocuments> {
  if (!existsSync(file)) return new Map();
  const texts: unknown = JSON.parse(await readFile(file, 'utf8'));
  const entries = typeof texts === 'object' && texts !== null ? Object.entries(texts) : [];
  const usable = entries.every(([hash, text]) => hash.startsWith(prefix) && typeof text === 'string');
  if (!usable || Array.isArray(texts))
    throw new Error(`expected hashes and texts of documents in ${file}, got something else; build the pages again`);
  return new Map(entries.map(([hash, text]) => [hash.slice(prefix.length), text]));
}

/** Answers what was built and forgets what others send: nobody fills the memory or puts a text under a hash. */
export function trustedOnly(documents: TrustedDocuments) {
  return {
    get: async (hash: string) => documents.get(hash.replace('apq:', '')),
    set: async () => undefined,
    delete: async () => undefined,
  };
}

/**
 * A text beside a hash wins: clients that want to register it are answered all the same. A hash of a kind that we do not know is an
 * unknown one.
 */
export function hashesPlugin(): ApolloServerPlugin {
  return {
    async requestDidStart({ request }) {
      const { query, extensions } = request;
      if (extensions?.persistedQuery === undefined) return;
      const { persistedQuery, ...others } = extensions;
      if (query !== undefined) request.extensions = others;
      else if (persistedQuery?.version !== 1) request.extensions = { ...others, persistedQuery: unknownHash };
    },
  };
}

const unknownHash = { version: 1, sha256Hash: '' };
