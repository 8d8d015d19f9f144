import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { parse } from 'graphql';
import { defineConfig, type Plugin } from 'vite';

const manifest = fileURLToPath(new URL('client/generated/persisted-documents.json', import.meta.url));
const call = /\bgraphql\(\s*(?:\/\* GraphQL \*\/\s*)?`([^`]*)`\s*,?\s*\)/g;

/**
 * Puts each operation, with its fragments and its hash, where the page names it, so that a chunk carries only its own documents. Fragments
 * alone are types and weigh nothing.
 */
function trustedDocuments(): Plugin {
  const byName = new Map<string, { readonly hash: string; readonly text: string }>();
  return {
    name: 'trusted-documents',
    enforce: 'pre',
    buildStart() {
      const texts = existsSync(manifest) ? (JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, string>) : {};
      for (const [hash, text] of Object.entries(texts)) {
        const name = /\b(?:query|mutation|subscription) (\w+)/.exec(text)?.[1];
        if (name !== undefined) byName.set(name, { hash, text });
      }
    },
    generateBundle() {
      // What the server may be asked by hash alone.
      if (existsSync(manifest))
        this.emitFile({ type: 'asset', fileName: 'documents.json', source: readFileSync(manifest, 'utf8') });
    },
    transform(code, id) {
      if (!/\/client\/.*\.tsx?$/.test(id) || id.includes('/generated/')) return null;
      return code.replace(call, (_call, source: string) => {
        if (/^\s*fragment\b/.test(source)) return '({})';
        const name = /\b(?:query|mutation|subscription) (\w+)/.exec(source)?.[1] ?? '';
        const known = byName.get(name);
        if (known === undefined)
          throw new Error(`expected the operation ${name} of ${id} in ${manifest}, it is not there: run npx graphql-codegen`);
        return `(${JSON.stringify({ ...parse(known.text, { noLocation: true }), __meta__: { hash: known.hash } })})`;
      });
    },
  };
}

const shared = {
  build: {
    emptyOutDir: true,
    assetsInlineLimit: 0, // inlined fonts and images would need wider content rules
    chunkSizeWarningLimit: 5000, // the explorer's editor is one large chunk
  },
};

/**
 * `vite build`: the pages. `vite build --mode explorer`: the explorer, apart, so that what it needs of graphql does not weigh on the pages.
 * Everything is bundled: they ask no other host for anything.
 */
export default defineConfig(({ mode }) =>
  mode === 'explorer'
    ? {
        ...shared,
        plugins: [react()],
        root: 'client/explorer',
        base: '/explorer/',
        build: { ...shared.build, outDir: '../../dist/client/explorer' },
      }
    : {
        ...shared,
        plugins: [trustedDocuments(), react()],
        root: 'client',
        build: { ...shared.build, outDir: '../dist/client/pages' },
      },
);
