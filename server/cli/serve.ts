import { Command } from 'commander';
import { type Serving, type Start, startServing } from '../main.ts';
import { readSettings } from '../settings.ts';
import { urlOf } from './address.ts';
import { tell } from './database.ts';
import { openProgress } from './progress.ts';

const examples = `
Examples:
  ecx serve                                   serve on http://localhost:4000
  PORT=4001 ecx serve                         on another port
  DATABASE_URL=postgres://… ecx serve         on your own PostgreSQL 15 to 18
  ECX_DEMO=off ecx serve                      leave an empty database empty

Ctrl+C, or SIGTERM, answers what is in flight and stops.`;

/** When a stop that hangs is cut off, milliseconds. */
const stopWithinMs = 14_000;

export function serveCommand(): Command {
  return new Command('serve')
    .description('serve the API and its pages')
    .option('--json', 'print {url, signInUrl} as JSON once it serves')
    .addHelpText('after', examples)
    .action(async ({ json }: { readonly json?: true }) => {
      const start = startServing({ settings: readSettings(), clock: Date.now, tell, progress: openProgress, urlOf });
      const stopped = stopOnSignal(start);
      const serving = await Promise.race([start.started, stopped]);
      if (serving === 'stopped') return;
      greet(serving, json === true);
      await stopped;
    });
}

/** Resolves when a signal came and everything is closed. A second signal does not wait. */
function stopOnSignal(start: Start): Promise<'stopped'> {
  return new Promise((done) => {
    const onSignal = (signal: NodeJS.Signals): void => {
      process.once('SIGINT', () => process.exit(130));
      process.once('SIGTERM', () => process.exit(143));
      start.started.catch(() => undefined); // a start that is broken off fails, as it should
      tell('Stopping: answering what is in flight …');
      setTimeout(() => process.exit(0), stopWithinMs).unref();
      start.stop({ notice: signal === 'SIGTERM' }).then(
        () => done('stopped'),
        () => process.exit(1),
      );
    };
    const first = (signal: NodeJS.Signals): void => {
      process.off('SIGINT', first);
      process.off('SIGTERM', first);
      onSignal(signal);
    };
    process.on('SIGINT', first);
    process.on('SIGTERM', first);
  });
}

function greet({ url, signInUrl, newAdminToken }: Serving, json: boolean): void {
  const say = (line: string): void => {
    if (json) tell(line);
    else process.stdout.write(`${line}\n`);
  };
  say('');
  say(`  Enhanced Customer Experience serves on ${url}`);
  say('');
  say('  Sign in (this link works once, for 24 hours; "npm run ecx -- sign-in" prints another):');
  say(`  ${signInUrl}`);
  say('');
  if (newAdminToken !== null) {
    say('  Token for your own programs, with every right; it is shown this once and kept in the data folder (admin-token):');
    say(`  ${newAdminToken}`);
    say(`  curl ${url}/graphql -H "Authorization: Bearer ${newAdminToken}" -H "content-type: application/json" \\`);
    say(`    -d '{"query": "{ customers(first: 3) { nodes { id name } } }"}'`);
    say('');
  }
  say('  Your own data:  npm run ecx -- import --help        Stop:  Ctrl+C');
  say('');
  if (json) process.stdout.write(`${JSON.stringify({ url, signInUrl })}\n`);
}
