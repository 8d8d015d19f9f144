/** The oldest Node.js that the program runs on: [major, minor]. package.json's `engines` says the same. */
export const oldestNode = [20, 19];

/** What is wrong with a version of Node.js; null: it will do. */
export function nodeProblem(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return null;
  return `expected Node.js ${oldestNode.join('.')} or newer, got ${version}: install Node.js 24 from https://nodejs.org and try again`;
}

/** Stops an older Node.js with one line, before anything is loaded that it could not read. */
export function requireNode() {
  const problem = nodeProblem();
  if (problem === null) return;
  process.stderr.write(`${problem}\n`);
  process.exit(1);
}
