import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's root folder. */
export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');

/** A line for people; standard output belongs to the command. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** Seconds since `startedAt` (of performance.now()), such as "2.4 s". */
export function secondsSince(startedAt) {
  return `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
}

/** The JavaScript file behind a package's command, so that it runs without a shell. */
export function commandOf(packageName, command = packageName) {
  const folder = join(root, 'node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof bin === 'string' ? bin : bin[command]);
}

/**
 * Runs Node.js on a file and collects what it prints.
 * @returns exit code and the whole output; it never throws for a failing command.
 */
export function runNode(args, options = {}) {
  return run(process.execPath, args, options);
}

/** Runs a program in the project's root; with `live` its output goes straight to the terminal (standard error stays standard error). */
export function run(program, args, { live = false, env = process.env } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: root,
      env,
      stdio: live ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const collect = (chunk) => {
      output += chunk;
    };
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    child.on('error', (error) => resolve({ code: 1, output: `${program}: ${error.message}` }));
    child.on('close', (code, signal) =>
      resolve({ code: code ?? 1, output: signal === null ? output : `${output}ended by ${signal}\n` }),
    );
  });
}

/** Every file under the given files and folders, as paths from the root in a fixed order; what does not exist is left out. */
export function filesUnder(paths) {
  const found = [];
  const visit = (path) => {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return;
    if (stats.isFile()) found.push(relative(root, path).replaceAll('\\', '/'));
    else for (const name of readdirSync(path)) if (name !== 'node_modules' && name !== '.git') visit(join(path, name));
  };
  for (const path of paths) visit(join(root, path));
  return found.sort();
}

/** A digest of names and contents: equal exactly when no input changed. */
export function stampOf(files) {
  const hash = createHash('sha256');
  for (const file of files)
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(root, file)))
      .update('\0');
  return hash.digest('hex');
}
