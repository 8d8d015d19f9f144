import { existsSync } from 'node:fs';
import { projectFile, readJson } from './files.ts';
import type { DocsPlace } from './graphql-page.ts';
import { type DocsPage, inline } from './html.ts';

/** A guide as scripts/guides.mjs renders it from docs/guides/. */
export interface Guide {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly headings: readonly { readonly id: string; readonly title: string }[];
  readonly html: string;
}

const built = 'dist/docs/guides.json';

/** The built guides; none where nothing is built. */
export function readGuides(): readonly Guide[] {
  return existsSync(projectFile(built)) ? (readJson(built) as readonly Guide[]) : [];
}

export function guidePage({ name, title, summary, headings, html }: Guide): DocsPage {
  return { path: `/docs/guides/${name}`, title, summary, contents: headings, body: html };
}

export function guidePlaces(guides: readonly Guide[]): readonly DocsPlace[] {
  return guides.flatMap(({ name, title, summary, headings }) => [
    { title, href: `/docs/guides/${name}`, text: summary },
    ...headings.map((heading) => ({ title: heading.title, href: `/docs/guides/${name}#${heading.id}`, text: title })),
  ]);
}

/** Where everything begins. */
export function indexPage(guides: readonly Guide[]): DocsPage {
  const cards = [
    ...guides.map(({ name, title, summary }) => card(`/docs/guides/${name}`, title, summary)),
    card('/docs/rest', 'REST reference', 'Every address, parameter and answer, with examples of the demo; the same as OpenAPI.'),
    card('/docs/graphql', 'GraphQL reference', 'Every type and field: unit, range, what null means, who may read it.'),
  ];
  return {
    path: '/docs',
    title: 'Documentation',
    summary: 'How to begin, to bring your own data, to ask and to build upon it. Everything here is served by this very server.',
    contents: [],
    body: `<ul class="docs-cards">${cards.join('')}</ul>`,
  };
}

function card(href: string, title: string, summary: string): string {
  return `<li><a href="${href}"><strong>${inline(title)}</strong>${inline(summary)}</a></li>`;
}
