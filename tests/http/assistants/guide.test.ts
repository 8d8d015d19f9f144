import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openTools } from '../../../server/http/assistants/tools.ts';
import { adminToken, testServer } from '../serving.ts';

const guide = readFileSync('docs/guides/assistants.md', 'utf8');

function blocks(language: string): string[] {
  return [...guide.matchAll(/```(\w+)\n([\s\S]*?)```/g)].flatMap(([, found, text]) => (found === language ? [text ?? ''] : []));
}

test('the guide names every tool, and no other', () => {
  const named = [...guide.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
  expect(named).toEqual([...openTools().keys()]);
});

test('the examples of configuration name this address and a key', () => {
  const examples = blocks('json').map((text) => JSON.parse(text) as { mcpServers?: object; servers?: object });
  expect(examples).toHaveLength(2);
  for (const { mcpServers, servers } of examples)
    expect(Object.values(mcpServers ?? servers ?? {})).toEqual([
      {
        type: 'http',
        url: 'http://localhost:4000/mcp',
        headers: { Authorization: expect.stringMatching(/^Bearer \$\{[\w:-]+\}$/) },
      },
    ]);
});

test("the guide's request is answered", async () => {
  const server = await testServer();
  const [, request = ''] = blocks('bash');
  const headers = [...request.matchAll(/-H "([\w-]+): (.*?)"/g)].map(([, name, value]) => [
    name,
    value?.replace(/\$\w+/, adminToken),
  ]);
  const body = /-d '(.*)'/.exec(request)?.[1] ?? '';
  const answer = await fetch(`${server.url}/mcp`, { method: 'POST', headers: headers as [string, string][], body });
  expect(await answer.json()).toMatchObject({ result: { structuredContent: { data: { customers: { nodes: [] } } } } });
});
