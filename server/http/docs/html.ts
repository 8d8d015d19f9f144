/** HTML from plain values: every text that comes in is escaped once, here. */

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** A line of prose: `code` and **strong** words. */
export function inline(text: string): string {
  return escaped(text)
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>');
}

/** Paragraphs and lists, as descriptions have them: an empty line parts them, a dash begins an item. */
export function prose(text: string): string {
  return text
    .split(/\n\s*\n/)
    .filter((part) => part.trim() !== '')
    .map((part) => (part.trimStart().startsWith('- ') ? list(part) : `<p>${inline(part.replaceAll('\n', ' '))}</p>`))
    .join('');
}

function list(part: string): string {
  const items = part.split(/\n(?=- )/).map((item) => item.replace(/^\s*- /, '').replace(/\s*\n\s*/g, ' '));
  return `<ul>${items.map((item) => `<li>${inline(item)}</li>`).join('')}</ul>`;
}

/** What a page is made of. */
export interface DocsPage {
  /** The address, such as `/docs/rest`. */
  readonly path: string;
  readonly title: string;
  /** One sentence: what is found here. */
  readonly summary: string;
  /** HTML below the heading. */
  readonly body: string;
  /** Places in the page for its own list of contents. */
  readonly contents: readonly { readonly id: string; readonly title: string }[];
}

/** What the list of pages needs of each. */
export type DocsLink = Pick<DocsPage, 'path' | 'title'>;

/** A whole page. `links`: all pages, in the order of the list. */
export function pageHtml(page: DocsPage, links: readonly DocsLink[]): string {
  const nav = links.map(
    ({ path, title }) => `<li><a href="${path}"${path === page.path ? ' aria-current="page"' : ''}>${escaped(title)}</a></li>`,
  );
  const contents = page.contents.map(({ id, title }) => `<li><a href="#${escaped(id)}">${escaped(title)}</a></li>`);
  const own =
    contents.length === 0
      ? ''
      : `<details class="docs-contents"><summary>On this page</summary><ul>${contents.join('')}</ul></details>`;
  return `<!doctype html>
<html lang="en" class="ecx">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="${escaped(page.summary)}">
<title>${escaped(page.title)} · Enhanced Customer Experience</title>
<link rel="icon" type="image/svg+xml" href="/icon.svg">
<link rel="stylesheet" href="/docs/style.css">
<script src="/scheme.js"></script>
<script type="module" src="/docs/search.js"></script>
</head>
<body>
<a class="docs-skip" href="#content">Skip to content</a>
<header class="docs-top">
<a class="docs-home" href="/docs">Enhanced Customer Experience <span>Documentation</span></a>
<search class="docs-search"><label for="find">Search</label><input id="find" type="search" autocomplete="off" placeholder="churnRisk, ETag, import …" aria-describedby="found">
<div class="docs-found" id="found-box" hidden><p id="found" role="status"></p><ul id="found-list"></ul></div></search>
</header>
<div class="docs-body">
<nav aria-label="Documentation"><ul>${nav.join('')}</ul></nav>
<main id="content" tabindex="-1">
<h1>${escaped(page.title)}</h1>
<p class="docs-summary">${inline(page.summary)}</p>
${own}
${page.body}
</main>
</div>
</body>
</html>
`;
}
