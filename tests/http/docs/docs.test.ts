import fc from 'fast-check';
import { isIntrospectionType, isObjectType, isSpecifiedScalarType } from 'graphql';
import { beforeAll, describe, expect, test } from 'vitest';
import { renderGuide } from '../../../scripts/guides.mjs';
import { graphqlPage } from '../../../server/http/docs/graphql-page.ts';
import { guidePage, guidePlaces, indexPage } from '../../../server/http/docs/guides.ts';
import { escaped, inline, pageHtml, prose } from '../../../server/http/docs/html.ts';
import { restPage } from '../../../server/http/docs/rest-page.ts';
import { restRoutes } from '../../../server/http/rest/routes.ts';
import { described, schema } from '../rest/demo.ts';
import { type TestServer, testServer } from '../serving.ts';

const graphql = graphqlPage(schema).body;
const rest = restPage(described).body;
let server: TestServer;
beforeAll(async () => {
  server = await testServer({ ECX_WORKER: 'off' });
});

describe('the references', () => {
  test('hold every type and every field of the schema', () => {
    for (const type of Object.values(schema.getTypeMap())) {
      if (isIntrospectionType(type) || isSpecifiedScalarType(type)) continue;
      expect(graphql).toContain(`id="${type.name}"`);
      if (isObjectType(type))
        for (const name of Object.keys(type.getFields())) expect(graphql).toContain(`id="${type.name}.${name}"`);
    }
  });

  test('say who may read a field, its feature and its price', () => {
    expect(graphql).toMatch(/id="Customer\.email"[^\n]*?needs READ_CONTACT/);
    expect(graphql).toMatch(/id="CustomerHealthScore"[^\n]*?feature HEALTH_SCORING/);
    expect(graphql).toMatch(/1 point for each of customerIds/);
  });

  test('of REST hold every address', () => {
    for (const { path } of restRoutes) expect(rest.replaceAll('<wbr>', '')).toContain(`/api/customers/{customerId}/${path}`);
  });

  test('lead nowhere but to places that are there', () => {
    for (const page of [graphql, rest])
      for (const [, place] of page.matchAll(/href="(?:\/docs\/graphql)?#([\w.]+)"/g))
        expect(graphql + rest).toContain(`id="${place}"`);
  });
});

describe('pages', () => {
  test.each(['/docs', '/docs/rest', '/docs/graphql'])('%s is open, whole and asks no other host', async (path) => {
    const answer = await fetch(`${server.url}${path}`);
    const text = await answer.text();
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(text.match(/<h1>/g)).toHaveLength(1);
    expect([...text.matchAll(/(?:src|href)="(https?:)?\/\//g)]).toEqual([]);
    expect(text).not.toMatch(/<script>|style="|onclick/);
    const tag = answer.headers.get('etag') ?? '';
    expect((await fetch(`${server.url}${path}`, { headers: { 'if-none-match': tag } })).status).toBe(304);
  });

  test('the search knows fields and addresses', async () => {
    const places = (await (await fetch(`${server.url}/docs/search.json`)).json()) as { title: string; href: string }[];
    const hrefOf = (title: string) => places.find((place) => place.title === title)?.href;
    expect(hrefOf('Risk.probability')).toBe('/docs/graphql#Risk.probability');
    expect(hrefOf('GET /api/customers/{customerId}/health-score')).toBe('/docs/rest#RestHealthScore');
  });

  test('style and script are there', async () => {
    const style = await fetch(`${server.url}/docs/style.css`);
    expect(await style.text()).toContain('--ecx-accent');
    expect((await fetch(`${server.url}/docs/search.js`)).headers.get('content-type')).toContain('javascript');
  });
});

describe('guides', () => {
  const guide = renderGuide(
    'x',
    '# Title\n\nOne [sentence](/docs).\n\n## Part & more\n\n[a](y.md#b) [c](../../C.md)\n\n```sh\necho "<b>"\n```\n',
  );

  test('have a title, a sentence and parts with places', () => {
    expect([guide.title, guide.summary, guide.headings]).toEqual([
      'Title',
      'One sentence.',
      [{ id: 'part-more', title: 'Part & more' }],
    ]);
    expect(guide.html).toContain('<h2 id="part-more">Part &amp; more</h2>');
    expect(guide.html).toContain('<a href="/docs/guides/y#b">a</a> c</p>');
    expect(guide.html).toContain('echo "&lt;b&gt;"');
    expect(guidePage(guide).contents).toEqual(guide.headings);
    expect(guidePlaces([guide]).map(({ href }) => href)).toEqual(['/docs/guides/x', '/docs/guides/x#part-more']);
    expect(pageHtml(indexPage([guide]), [{ path: '/docs', title: 'Overview' }])).toContain('href="/docs/guides/x"');
  });

  test('without a title are refused', () => {
    expect(() => renderGuide('x', 'Text only.')).toThrow('expected docs/guides/x.md to begin with a title');
  });
});

describe('text', () => {
  test('becomes paragraphs and lists', () => {
    expect(prose('One `a<b`\nline.\n\n- **x** y\n- z')).toBe(
      '<p>One <code>a&lt;b</code> line.</p><ul><li><strong>x</strong> y</li><li>z</li></ul>',
    );
  });

  test('never becomes markup', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(escaped(text)).not.toMatch(/[<>"']/);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('<', '>', '"', '`', '*', 'a', '&') }), (text) => {
        expect(inline(text).replace(/<\/?(code|strong)>/g, '')).not.toMatch(/[<>"]/);
      }),
    );
  });
});
