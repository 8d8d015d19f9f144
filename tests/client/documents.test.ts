import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DocumentNode, Kind, OperationTypeNode, parse, visit } from 'graphql';
import { IntlMessageFormat } from 'intl-messageformat';
import { expect, test } from 'vitest';

const client = fileURLToPath(new URL('../../client', import.meta.url));

/** The source files of the pages. */
const sources = readdirSync(client, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !/^(generated|explorer)\//.test(file))
  .map((file) => ({ file, text: readFileSync(join(client, file), 'utf8') }));

interface Written {
  readonly file: string;
  readonly document: DocumentNode;
  /** The file without its documents. */
  readonly code: string;
}

const documents: readonly Written[] = sources.flatMap(({ file, text }) => {
  const call = /\bgraphql\(\s*`([^`]*)`\s*,?\s*\)/g;
  const code = text.replaceAll(call, '');
  return [...text.matchAll(call)].map(([, source = '']) => ({ file, document: parse(source), code }));
});

/** Names of the fields that a document selects, as the answer names them; what a mutation does is no answer to be read. */
function selected(document: DocumentNode): ReadonlySet<string> {
  const names = new Set<string>();
  visit(document, {
    Field: (field, _key, _parent, _path, ancestors) => {
      const above = ancestors.findLast((node) => 'kind' in node && node.kind !== Kind.SELECTION_SET);
      const acts = above !== undefined && 'kind' in above && above.kind === Kind.OPERATION_DEFINITION;
      if (acts && above.operation === OperationTypeNode.MUTATION) return;
      names.add(field.alias?.value ?? field.name.value);
    },
  });
  names.delete('__typename');
  return names;
}

/** How fields are read together: `money()` writes an amount with its currency. */
const readers: Readonly<Record<string, RegExp>> = { amount: /\.money\(/, currency: /\.money\(/ };

function isRead(name: string, code: string): boolean {
  return new RegExp(`\\b${name}\\b`).test(code) || readers[name]?.test(code) === true;
}

test('there are documents to look at', () => {
  expect(documents.length).toBeGreaterThan(20);
});

/** Everything of a folder but its documents. */
function codeOf(folder: string): string {
  const call = /\bgraphql\(\s*`[^`]*`\s*,?\s*\)/g;
  return sources.flatMap(({ file, text }) => (dirname(file) === folder ? [text.replaceAll(call, '')] : [])).join('\n');
}

test('every field that is asked for is read beside where it is asked', () => {
  const unread = documents.flatMap(({ file, document }) => {
    const code = codeOf(dirname(file));
    return [...selected(document)].filter((name) => !isRead(name, code)).map((name) => `${file}: ${name}`);
  });
  expect([...new Set(unread)]).toEqual([]);
});

test('who may not read contact data is never asked for it', () => {
  const contact = ['email', 'phone', 'birthDate', 'comment'];
  const asking = documents.filter(({ document }) => contact.some((name) => selected(document).has(name)));
  for (const { file, code } of asking) expect(code, `${file} asks for contact data`).toContain("useMay('READ_CONTACT')");
});

/** The catalogues: files that export `{ en, de }`. */
async function catalogues(): Promise<readonly { file: string; en: Record<string, string>; de: Record<string, string> }[]> {
  const files = sources
    .filter(({ file }) => /(^|\/)words(\.\w+)?\.ts$/.test(file) && file !== 'ui/words.ts')
    .map(({ file }) => file);
  return Promise.all(
    files.map(async (file) => {
      const module = (await import(join(client, file))) as Record<string, unknown>;
      const found = Object.values(module).find((value) => typeof value === 'object' && value !== null && 'en' in value);
      const { en, de = {} } = (found ?? { en: {} }) as { en: Record<string, string>; de?: Record<string, string> };
      return { file, en, de };
    }),
  );
}

/** Names of the values that a message takes. */
function placeholders(message: string): ReadonlySet<string> {
  const names = new Set<string>();
  const walk = (elements: readonly object[]) => {
    for (const element of elements) {
      if ('type' in element && element.type !== 0 && element.type !== 7 && 'value' in element) names.add(String(element.value));
      const options = 'options' in element ? Object.values(element.options as Record<string, { value: object[] }>) : [];
      for (const option of options) walk(option.value);
    }
  };
  walk(new IntlMessageFormat(message, 'en', undefined, { ignoreTag: true }).getAst());
  return names;
}

test('every message can be read, and a translation knows no key or placeholder of its own', async () => {
  for (const { file, en, de } of await catalogues()) {
    for (const [key, message] of [...Object.entries(en), ...Object.entries(de)])
      expect(() => new IntlMessageFormat(message, 'en', undefined, { ignoreTag: true }), `${file}: ${key}`).not.toThrow();
    for (const [key, message] of Object.entries(de)) {
      expect(Object.keys(en), file).toContain(key);
      const known = placeholders(en[key] ?? '');
      for (const name of placeholders(message)) expect([...known], `${file}: ${key}`).toContain(name);
    }
  }
});
