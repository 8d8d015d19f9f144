import { Command } from 'commander';
import { readSettings } from '../settings.ts';
import { lastAddress } from '../store/installation.ts';
import { openSessions } from '../store/sessions.ts';
import { addressOf } from './address.ts';
import { tell, withDatabase } from './database.ts';
import { onRecord } from './on-record.ts';
import { parsePersonName, parseRole } from './options.ts';

const examples = `
Examples:
  ecx sign-in                   a link that makes this browser an administrator's
  ecx sign-in --name Anna       the same for Anna: what she does is kept under her name
  ecx sign-in --role ANALYST    a link for somebody who may not see contact data
  ecx sign-in --json            {"url": "http://localhost:4000/sign-in?token=…"}

A link works once, for 24 hours. Who has it is signed in: send it only to whom it is meant for.`;

interface SignInOptions {
  readonly role: string;
  readonly name?: string;
  readonly json?: true;
}

export function signInCommand(): Command {
  return new Command('sign-in')
    .description('print a fresh sign-in link')
    .option('--role <role>', 'ADMIN, MANAGER or ANALYST', parseRole, 'ADMIN')
    .option('--name <name>', 'who will be signed in; without it the role in words, such as "Administrator"', parsePersonName)
    .option('--json', 'print {url} as JSON')
    .addHelpText('after', examples)
    .action(async (options: SignInOptions, command: Command) => {
      if (options.role === 'PARTNER') {
        command.error(
          'error: expected --role ADMIN, MANAGER or ANALYST, got PARTNER; a partner needs a key with its customers: ecx key create',
        );
      }
      const url = await withDatabase(async (db) => {
        const token = await openSessions(db).createSignIn(options.role, Date.now(), options.name);
        await onRecord(db, { act: 'sign-in', kind: 'ACCESS', targets: [options.role] });
        return `${addressOf(readSettings(), await lastAddress(db))}/sign-in?token=${token}`;
      });
      if (options.json !== true)
        tell(`Open this link to sign in as ${options.name ?? options.role}. It works once, for 24 hours:`);
      process.stdout.write(`${options.json === true ? JSON.stringify({ url }) : url}\n`);
    });
}
