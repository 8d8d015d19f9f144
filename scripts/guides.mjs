/** Renders docs/guides/*.md to dist/docs/guides.json, which the server shows at /docs: no reader of Markdown is needed at run time. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Marked } from 'marked';
import { root } from './tools.mjs';

const folder = join(root, 'docs', 'guides');
const output = join(root, 'dist', 'docs', 'guides.json');
/** In the order in which people need them; others follow by name. */
const order = ['quick-start', 'your-data', 'analyst', 'partner', 'embedding', 'operations'];

function idOf(text) {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Of a link its words: a summary is a link itself where pages are listed. */
function withoutLinks(text) {
  return text.replaceAll('\n', ' ').replace(/\[([^\]]+)\]\([^)]*\)/g, '$1');
}

/** A guide: its first heading is the title, its first paragraph says in a sentence what it is for. */
export function renderGuide(name, text) {
  const marked = new Marked();
  const tokens = marked.lexer(text);
  const [title, summary] = [tokens.find(({ type }) => type === 'heading'), tokens.find(({ type }) => type === 'paragraph')];
  if (title?.depth !== 1 || summary === undefined)
    throw new Error(`expected docs/guides/${name}.md to begin with a title and a sentence, got neither; write them`);
  const headings = tokens
    .filter(({ type, depth }) => type === 'heading' && depth === 2)
    .map((token) => ({ id: idOf(token.text), title: token.text }));
  marked.use({
    renderer: {
      heading({ tokens: inner, depth, text: plain }) {
        return `<h${depth} id="${idOf(plain)}">${this.parser.parseInline(inner)}</h${depth}>\n`;
      },
      link({ href, tokens: inner }) {
        const words = this.parser.parseInline(inner);
        const guide = /^(?:\.\/)?([\w-]+)\.md(#.*)?$/.exec(href);
        const address = guide === null ? href : `/docs/guides/${guide[1]}${guide[2] ?? ''}`;
        return /^(\/|#|https:)/.test(address) ? `<a href="${address}">${words}</a>` : words; // the server has no other files of the tree
      },
      code({ text: code }) {
        return `<pre tabindex="0"><code>${escaped(code)}</code></pre>\n`; // wide lines are scrolled, by keyboard as well
      },
    },
  });
  const rest = tokens.filter((token) => token !== title && token !== summary);
  return { name, title: title.text, summary: withoutLinks(summary.text), headings, html: marked.parser(rest) };
}

export function renderGuides() {
  const names = readdirSync(folder)
    .filter((file) => file.endsWith('.md'))
    .map((file) => file.slice(0, -'.md'.length));
  const place = (name) => (order.includes(name) ? order.indexOf(name) : order.length);
  return names
    .sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1))
    .map((name) => renderGuide(name, readFileSync(join(folder, `${name}.md`), 'utf8')));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  mkdirSync(join(output, '..'), { recursive: true });
  writeFileSync(output, JSON.stringify(renderGuides()));
}
