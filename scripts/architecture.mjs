import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { doors, roomOf } from './rooms.mjs';
import { root } from './tools.mjs';

/** A file longer than this is two files. */
const mostLines = 300;

/** Names that the engine must not even mention, with what to do instead. */
const impureNames = new Map([
  ['Promise', 'return the value'],
  ['setTimeout', 'the engine never waits'],
  ['setInterval', 'the engine never waits'],
  ['setImmediate', 'the engine never waits'],
  ['queueMicrotask', 'the engine never waits'],
  ['fetch', 'what it needs comes in as a fact'],
  ['process', 'what it needs comes in as configuration'],
  ['performance', 'the instant comes in as a parameter'],
  ['console', 'return what is to be said'],
]);

/**
 * The rules of ARCHITECTURE.md that are not about imports, over one file of the server: `process.env` only in settings, the clock only in
 * doors, an engine without clock, chance, waiting or I/O, no file beyond 300 lines.
 *
 * @returns one line per violation: file:line, what was expected and what was found
 */
export function violations(file, text = readFileSync(join(root, file), 'utf8')) {
  const room = roomOf(file);
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found = [];
  const report = (node, message) => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
    found.push(`${file}:${line + 1} ${message}`);
  };
  const visit = (node) => {
    checkEnvironment(node, room, report);
    checkClock(node, room, report);
    if (room === 'engine') checkPurity(node, report);
    ts.forEachChild(node, visit);
  };
  visit(source);
  if (room === null) found.push(`${file}:1 expected a file of server/ to lie in a room of scripts/rooms.mjs`);
  const lines = text.split('\n').length - 1;
  if (lines > mostLines) found.push(`${file}:${mostLines} expected at most ${mostLines} lines, got ${lines}: split the file`);
  return found;
}

function isMember(node, object, member) {
  return ts.isPropertyAccessExpression(node) && node.expression.getText() === object && node.name.text === member;
}

function checkEnvironment(node, room, report) {
  if (room !== 'settings' && isMember(node, 'process', 'env'))
    report(node, 'expected process.env only in server/settings.ts: take the setting as a parameter');
}

function checkClock(node, room, report) {
  if (doors.includes(room)) return;
  const bare = ts.isNewExpression(node) && node.expression.getText() === 'Date' && (node.arguments?.length ?? 0) === 0;
  const called = ts.isCallExpression(node) && node.expression.getText() === 'Date';
  if (bare || called || isMember(node, 'Date', 'now'))
    report(node, `expected the clock only in ${doors.join(', ')}: take the instant as a parameter`);
}

function checkPurity(node, report) {
  if (ts.isAwaitExpression(node) || node.kind === ts.SyntaxKind.AsyncKeyword)
    report(node, 'expected the engine to be synchronous: return the value');
  if (isMember(node, 'Math', 'random'))
    report(node, 'expected no unseeded chance in the engine: use engine/maths/random.ts with a seed');
  if (!ts.isIdentifier(node) || !impureNames.has(node.text)) return;
  const isOwnName = ts.isPropertyAccessExpression(node.parent) && node.parent.name === node;
  const isKey = ts.isPropertyAssignment(node.parent) || ts.isPropertySignature(node.parent);
  if (!isOwnName && !isKey) report(node, `expected no ${node.text} in the engine: ${impureNames.get(node.text)}`);
}
