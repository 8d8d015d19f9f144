/** The oldest Node.js that the program runs on: [major, minor]. package.json's `engines` says the same. */
export const oldestNode = [20, 19];

/** Stops an older Node.js with one line, before anything is loaded that it could not read. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
  process.stderr.write(
    `expected Node.js ${oldestNode.join('.')} or newer, got ${process.versions.node}: install Node.js 24 from https://nodejs.org and try again\n`,
  );
  process.exit(1);
}
