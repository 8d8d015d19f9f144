import { beforeAll, describe, expect, test } from 'vitest';
import { adminToken, bearer, testServer } from '../http/serving.ts';
import { at, listAt, type Node, textOf } from '../support/deployed.ts';
import { metricsOf, seriesIn } from '../support/metrics.ts';

const dashboard = JSON.parse(textOf('docs/operation/grafana.json')) as Node;
const panels = listAt(dashboard, 'panels');
const charts = panels.filter(({ type }) => type !== 'row');
const queries = charts.flatMap((panel) => listAt(panel, 'targets').map(({ expr }) => String(expr)));

let text = '';
beforeAll(async () => {
  const server = await testServer({ ECX_WORKER: 'off' });
  await server.ask('query Seen { viewer { role } }', bearer(adminToken));
  await server.ask('query Unseen { nothing }', bearer(adminToken));
  text = await (await fetch(`${server.url}/metrics`, { headers: bearer(adminToken) })).text();
});

describe('the dashboard of Grafana', () => {
  test('asks for series that a server shows', () => {
    const shown = metricsOf(text);
    const variables = listAt(dashboard, 'templating', 'list').map((variable) => String(at(variable, 'definition') ?? ''));
    const named = [...queries, ...variables].flatMap(seriesIn);
    expect(named.length).toBeGreaterThan(30);
    expect(named.filter((name) => !shown.has(name))).toEqual([]);
  });

  test('groups by labels that the series have', () => {
    const labelsOf = (name: string) =>
      [...text.matchAll(new RegExp(`^${name}\\{([^}]*)\\}`, 'gm'))].flatMap(([, labels = '']) =>
        [...labels.matchAll(/(\w+)="/g)].map(([, label]) => label),
      );
    const wrong = queries.flatMap((query) =>
      seriesIn(query).flatMap((name) => {
        const known = labelsOf(name);
        const used = [...query.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(/,\s*/));
        return known.length === 0 ? [] : used.filter((label) => !known.includes(label)).map((label) => `${name}: ${label}`);
      }),
    );
    expect(labelsOf('ecx_operation_seconds_bucket')).toContain('operation');
    expect(wrong).toEqual([]);
  });

  test('explains every chart, with a unit, and reads the source that was chosen', () => {
    expect(charts.length).toBeGreaterThan(20);
    for (const panel of charts) {
      expect(String(panel.description), String(panel.title)).toMatch(/\.$/);
      expect(at(panel, 'fieldConfig', 'defaults', 'unit'), String(panel.title)).toBeDefined();
      for (const target of [panel, ...listAt(panel, 'targets')])
        expect(at(target, 'datasource', 'uid')).toMatch(/^\$\{datasource\}$/);
    }
  });

  test('has one id for each panel, and none lies over another', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const cells = panels.flatMap((panel) => {
      const [x, y, w, h] = ['x', 'y', 'w', 'h'].map((side) => Number(at(panel, 'gridPos', side)));
      expect((x ?? 0) + (w ?? 0)).toBeLessThanOrEqual(24);
      return Array.from(
        { length: (w ?? 0) * (h ?? 0) },
        (_, cell) => `${(x ?? 0) + (cell % (w ?? 1))},${(y ?? 0) + Math.floor(cell / (w ?? 1))}`,
      );
    });
    expect(new Set(cells).size).toBe(cells.length);
  });
});
