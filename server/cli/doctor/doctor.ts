import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { readSettings, type Settings } from '../../settings.ts';
import { openFor } from '../database.ts';
import { databaseFindings } from './database.ts';
import { fileFindings, isThere } from './files.ts';
import { type Finding, fault, note, type Severity } from './finding.ts';
import { nodeFinding, settingsFindings } from './settings.ts';

const examples = `
Examples:
  ecx doctor                      what is well, what is not, and what to do about it
  ecx doctor --json               {ok, errors, warnings, findings: [{check, severity, what, todo}]}

With the settings of the server (environment and .env) and as its user. It changes no data. Exit code 1: an error was found.`;

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('look whether everything is well, and say what to do')
    .option('--json', 'print the findings as JSON')
    .addHelpText('after', examples)
    .action(async ({ json }: { readonly json?: true }) => {
      const findings = await examine(process.versions.node, Date.now);
      const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
      const [errors, warnings] = [count('ERROR'), count('WARNING')];
      const text = json ? JSON.stringify({ ok: errors === 0, errors, warnings, findings }) : report(findings, errors, warnings);
      process.stdout.write(`${text}\n`);
      if (errors > 0) process.exitCode = 1;
    });
}

async function examine(nodeVersion: string, clock: () => number): Promise<Finding[]> {
  const node = nodeFinding(nodeVersion, clock());
  let settings: Settings;
  try {
    settings = readSettings();
  } catch (error) {
    const todo = 'correct it; .env.example lists every setting';
    return [
      node,
      ...reason(error)
        .split('\n')
        .map((line) => fault('settings', line, todo)),
    ];
  }
  return [
    node,
    ...settingsFindings(settings),
    ...(await fileFindings(settings, clock())),
    ...(await ofDatabase(settings, clock)),
  ];
}

async function ofDatabase(settings: Settings, clock: () => number): Promise<Finding[]> {
  const password = join(resolve(settings.ECX_DATA_DIR), 'postgres.password');
  if (settings.DATABASE_URL === undefined && !(await isThere(password)))
    return [note('database', `there is none yet in ${resolve(settings.ECX_DATA_DIR)}`, 'the first "ecx serve" makes it')];
  try {
    const db = await openFor(settings, 1);
    try {
      return await databaseFindings(db, settings, clock);
    } finally {
      await db.close();
    }
  } catch (error) {
    const [what = '', ...todo] = reason(error).split('; ');
    return [fault('database', what, todo.join('; ') || 'the log of the database says more')];
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const marks: Readonly<Record<Severity, string>> = { OK: 'ok     ', NOTE: 'note   ', WARNING: 'warning', ERROR: 'ERROR  ' };

function report(findings: readonly Finding[], errors: number, warnings: number): string {
  const wide = Math.max(...findings.map(({ check }) => check.length));
  const lines = findings.flatMap(({ check, severity, what, todo }) => [
    `${marks[severity]}  ${check.padEnd(wide)}  ${what}`,
    ...(todo === null ? [] : [`${' '.repeat(wide + 11)}→ ${todo}`]),
  ]);
  const counted = (many: number, word: string) => `${many} ${word}${many === 1 ? '' : 's'}`;
  return [...lines, '', `${counted(errors, 'error')}, ${counted(warnings, 'warning')}`].join('\n');
}
