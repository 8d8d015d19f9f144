import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError } from 'commander';
import { readSettings } from '../settings.ts';

interface Entry {
  readonly name: string;
  readonly summary: string;
  /** Only the command that was asked for is loaded: a start needs neither the importer nor the demo. */
  readonly load: () => Promise<Command>;
}

const entries: readonly Entry[] = [
  { name: 'serve', summary: 'serve the API and its pages', load: async () => (await import('./serve.ts')).serveCommand() },
  { name: 'sign-in', summary: 'print a fresh sign-in link', load: async () => (await import('./sign-in.ts')).signInCommand() },
  { name: 'key', summary: 'make, list and revoke keys of programs', load: async () => (await import('./key.ts')).keyCommand() },
  { name: 'import', summary: 'load your own CSV files', load: async () => (await import('./import.ts')).importCommand() },
  { name: 'demo', summary: 'load the demo restaurant', load: async () => (await import('./demo.ts')).demoCommand() },
  { name: 'score', summary: 'compute and store the scores', load: async () => (await import('./score.ts')).scoreCommand() },
  {
    name: 'worker',
    summary: 'do the work that nobody waits for',
    load: async () => (await import('./worker.ts')).workerCommand(),
  },
  {
    name: 'fit',
    summary: 'fit the prediction models and show how good they were',
    load: async () => (await import('./fit.ts')).fitCommand(),
  },
  {
    name: 'predict',
    summary: 'predict every guest as CSV, knowing only the past',
    load: async () => (await import('./predict.ts')).predictCommand(),
  },
  {
    name: 'export',
    summary: 'write out a query over all customers, or everything about one',
    load: async () => (await import('./export.ts')).exportCommand(),
  },
  {
    name: 'erase',
    summary: 'erase a customer for ever, with a receipt',
    load: async () => (await import('./erase.ts')).eraseCommand(),
  },
  {
    name: 'retention',
    summary: 'remove what is kept long enough, or say what would be',
    load: async () => (await import('./retention.ts')).retentionCommand(),
  },
  {
    name: 'backup',
    summary: 'write everything in the database to a file',
    load: async () => (await import('./backup.ts')).backupCommand(),
  },
  {
    name: 'restore',
    summary: 'fill an empty database from a backup',
    load: async () => (await import('./restore.ts')).restoreCommand(),
  },
  {
    name: 'doctor',
    summary: 'look whether everything is well, and say what to do',
    load: async () => (await import('./doctor/doctor.ts')).doctorCommand(),
  },
  {
    name: 'audit',
    summary: 'verify who read and changed what, keep its head, write it out',
    load: async () => (await import('./audit.ts')).auditCommand(),
  },
  {
    name: 'migrate',
    summary: 'bring the database up to date',
    load: async () => (await import('./migrate.ts')).migrateCommand(),
  },
];

const examples = `
Examples:
  ecx serve                                            serve on http://localhost:4000
  ecx sign-in                                          print a link that signs your browser in
  ecx import --customers guests.csv --visits bills.csv load your own data
  ecx <command> --help                                 options and examples of a command

Settings come from the environment; see .env.example.`;

/** Runs one command. @returns the exit code: 0 done, 1 failed, 2 used wrongly. */
async function main(args: readonly string[]): Promise<number> {
  const wanted = args[0] === 'help' ? args[1] : args.find((argument) => !argument.startsWith('-'));
  try {
    const program = new Command('ecx')
      .description('Customer intelligence for restaurants.')
      .version(version())
      .addHelpText('after', examples);
    for (const entry of entries) {
      program.addCommand(entry.name === wanted ? await entry.load() : new Command(entry.name).description(entry.summary));
    }
    throwInsteadOfExit(program, 'ecx');
    await program.parseAsync(args, { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    process.stderr.write(`${messageOf(error)}\n`);
    return 1;
  }
}

/** Bad usage ends in an error that `main` turns into exit code 2, with a hint at the help. */
function throwInsteadOfExit(command: Command, path: string): void {
  command.exitOverride().showHelpAfterError(`(${path} --help shows how)`);
  for (const child of command.commands) throwInsteadOfExit(child, `${path} ${child.name()}`);
}

/** One line per problem; the stack only for who debugs. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return `ecx: ${String(error)}`;
  const text = `ecx: ${error.message}`;
  return wantsStack() ? `${text}\n${error.stack ?? ''}` : text;
}

function wantsStack(): boolean {
  try {
    return ['debug', 'trace'].includes(readSettings().LOG_LEVEL);
  } catch {
    return false; // the settings themselves are wrong, and the message says so
  }
}

function version(folder = dirname(fileURLToPath(import.meta.url))): string {
  try {
    const { name, version: found } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    if (name === 'enhanced-customer-experience') return String(found);
  } catch {
    // not in this folder: look one higher
  }
  const parent = dirname(folder);
  return parent === folder ? 'unknown' : version(parent);
}

// A reader that stops early, such as `head`, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});
process.exitCode = await main(process.argv.slice(2));
