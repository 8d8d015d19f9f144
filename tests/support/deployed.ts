import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** A part of a document of YAML or JSON, looked into without knowing its shape. */
export type Node = Readonly<Record<string, unknown>>;

/** What lies at a path such as `spec.template.spec`, or at a name that has dots itself; undefined: nothing does. */
export function at(node: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((found, name) => (isNode(found) ? found[name] : undefined), node);
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The list at a path; nothing there: none. */
export function listAt(node: unknown, ...path: readonly string[]): readonly Node[] {
  const found = at(node, ...path);
  return Array.isArray(found) ? found.filter(isNode) : [];
}

export function textOf(path: string): string {
  return readFileSync(`${root}${path}`, 'utf8');
}

/** How a container starts a worker: the image's entry point, with what `npm run worker` gives Node.js. */
export function workerEntry(): readonly string[] {
  const { scripts } = JSON.parse(textOf('package.json')) as { scripts: { worker: string } };
  return ['node', ...scripts.worker.split(' ').filter((word) => word.startsWith('--')), 'dist/server/cli/ecx.js'];
}

/** The documents of a YAML file of the project. @throws Error at a fault of its form, a key that comes twice among them. */
export function yamlOf(path: string): readonly Node[] {
  return parseAllDocuments(textOf(path), { merge: true }).map((document) => {
    const [fault] = document.errors;
    if (fault !== undefined) throw new Error(`${path}: ${fault.message}`);
    return document.toJS() as Node;
  });
}
