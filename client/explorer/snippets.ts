/** An operation as it is asked. */
export interface Operation {
  readonly query: string;
  /** Text of a JSON object; empty: none. */
  readonly variables: string;
}

export const languages = ['curl', 'TypeScript', 'Python'] as const;
export type Language = (typeof languages)[number];

/** The operation as a program asks it, with a key of the environment. */
export function snippetOf(language: Language, operation: Operation, origin: string): string {
  const url = `${origin}/graphql`;
  const variables = variablesOf(operation.variables);
  return { curl, TypeScript: typeScript, Python: python }[language](operation.query.trim(), variables, url);
}

function variablesOf(text: string): unknown {
  try {
    return text.trim() === '' ? {} : (JSON.parse(text) as unknown);
  } catch {
    return {};
  }
}

function curl(query: string, variables: unknown, url: string): string {
  const body = JSON.stringify({ query, variables }).replaceAll("'", String.raw`'\''`);
  return `curl -s '${url}' \\
  -H "Authorization: Bearer $ECX_KEY" \\
  -H 'Content-Type: application/json' \\
  --data-raw '${body}'
`;
}

function typeScript(query: string, variables: unknown, url: string): string {
  const text = query.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${');
  return `const query = \`${text}\`;

const answer = await fetch(${JSON.stringify(url)}, {
  method: 'POST',
  headers: { authorization: \`Bearer \${process.env.ECX_KEY}\`, 'content-type': 'application/json' },
  body: JSON.stringify({ query, variables: ${JSON.stringify(variables, null, 2).replaceAll('\n', '\n  ')} }),
});
const { data, errors } = await answer.json();
console.log(errors ?? data);
`;
}

function python(query: string, variables: unknown, url: string): string {
  return `import json, os, requests

query = ${JSON.stringify(query).replaceAll(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)}
variables = json.loads(${JSON.stringify(JSON.stringify(variables))})

answer = requests.post(
    ${JSON.stringify(url)},
    json={"query": query, "variables": variables},
    headers={"Authorization": "Bearer " + os.environ["ECX_KEY"]},
    timeout=30,
)
print(answer.json())
`;
}
