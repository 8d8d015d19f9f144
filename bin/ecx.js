#!/usr/bin/env node
import { requireNode } from '../scripts/node-version.mjs';

requireNode();
const { prepare } = await import('../scripts/prepare.mjs');
if (!(await prepare())) process.exit(1);
// Newer Node.js keeps compiled code between starts.
const { enableCompileCache } = await import('node:module');
enableCompileCache?.();
await import('../dist/server/cli/ecx.js');
