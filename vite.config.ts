import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { parse } from 'graphql';
import { defineConfig, type Plugin, type UserConfig } from 'vite';
import { scopedStyles } from './scripts/scoped-styles.mjs';

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

/** The types that pages of others see, beside the modules that they describe. */
function declarations(): Plugin {
  const folder = new URL('client/library/', import.meta.url);
  return {
    name: 'declarations',
    generateBundle() {
      for (const fileName of readdirSync(folder).filter((name) => name.endsWith('.d.ts')))
        this.emitFile({ type: 'asset', fileName, source: readFileSync(new URL(fileName, folder), 'utf8') });
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

/** The pages, at the root of the server. */
const pages: UserConfig = {
  plugins: [trustedDocuments(), react()],
  root: 'client',
  build: { ...shared.build, outDir: '../dist/client/pages', manifest: true }, // tests/structure/budgets.test.ts reads who loads whom
};

/** The explorer, apart, so that what it needs of graphql does not weigh on the pages. */
const explorer: UserConfig = {
  plugins: [react()],
  root: 'client/explorer',
  base: '/explorer/',
  build: { ...shared.build, outDir: '../../dist/client/explorer' },
};

/** What the page around has already, so that there is one React and one Apollo Client. */
const theirs = /^(react|react-dom|@apollo\/client|graphql|rxjs)($|\/)/;

/** The two dashboards as modules for pages of others, with one stylesheet. */
const library: UserConfig = {
  plugins: [trustedDocuments(), declarations(), react()],
  root: 'client',
  base: './',
  publicDir: false,
  css: { postcss: { plugins: [scopedStyles()] } },
  build: {
    ...shared.build,
    outDir: '../dist/client/library',
    cssCodeSplit: false,
    modulePreload: false,
    rolldownOptions: {
      input: {
        EnhancedCustomerProfileDashboard: 'client/customer/EnhancedCustomerProfileDashboard.tsx',
        CustomerHealthScoreDashboard: 'client/health/CustomerHealthScoreDashboard.tsx',
      },
      external: theirs,
      preserveEntrySignatures: 'strict',
      output: {
        entryFileNames: '[name].js',
        chunkFileNames: 'parts/[name]-[hash].js',
        assetFileNames: ({ names }) =>
          names.some((name) => name.endsWith('.css')) ? 'styles.css' : 'files/[name]-[hash][extname]',
      },
    },
  },
};

/**
 * `vite build` with `--mode explorer`, `--mode library` or neither. Everything is bundled: the pages ask no other host for anything.
 */
export default defineConfig(({ mode }) => (mode === 'explorer' ? explorer : mode === 'library' ? library : pages));
