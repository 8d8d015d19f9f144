#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { requireNode } from '../scripts/node-version.mjs';

requireNode();
const { prepare } = await import('../scripts/prepare.mjs');
if (!(await prepare())) process.exit(1);
// After the preparation: npm leaves out what the build needs when it is set.
process.env.NODE_ENV ??= 'production';
// What the environment names wins over the file; server/settings.ts checks both.
const dotEnv = fileURLToPath(new URL('../.env', import.meta.url));
if (existsSync(dotEnv)) process.loadEnvFile(dotEnv);
// npm runs scripts through a shell: when npm is ended from outside, the shell dies and we would be left behind.
if (process.env.npm_lifecycle_event !== undefined) {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 500);
  watch.unref();
}
// Newer Node.js keeps compiled code between starts.
const { enableCompileCache } = await import('node:module');
enableCompileCache?.();
await import('../dist/server/cli/ecx.js');
