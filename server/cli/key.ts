import { Command } from 'commander';
import { wrongScopes } from '../access/scopes.ts';
import { wrongReach } from '../graphql/key-reach.ts';
import { readDeprecatedUses } from '../store/deprecated-uses.ts';
import { type KeyRecord, openKeys } from '../store/keys.ts';
import { tell, withDatabase } from './database.ts';
import { onRecord } from './on-record.ts';
import { parseExpiry, parseIds, parseRole, parseScopes, parseUsageDays } from './options.ts';
import { rotateMasterCommand } from './rotate-master.ts';

const createExamples = `
Examples:
  ecx key create --role ANALYST --name "Weekly report" --expires 90d
  ecx key create --role PARTNER --customers C1001,C1002 --json
  ecx key create --role PARTNER --segments regulars,vip
  ecx key create --role PARTNER --locations NORTH
  ecx key create --role PARTNER --customers C1001 --scopes contact
  ecx key create --role ANALYST --name Prometheus --scopes metrics

The key is shown once: only a digest of it is kept. Send it as "Authorization: Bearer <key>" to /graphql.
With --segments or --locations it sees whoever is in one of the segments, or has visited one of the locations, at each request.`;

const examples = `
Examples:
  ecx key create --role ANALYST --name "Weekly report"   make a key; it is shown once
  ecx key list                                           which keys there are, and when each was used last
  ecx key revoke 3f9c1a7be2d04c58                        end one at once`;

interface CreateOptions {
  readonly role: string;
  readonly name?: string;
  readonly customers?: readonly string[];
  readonly segments?: readonly string[];
  readonly locations?: readonly string[];
  readonly scopes?: readonly string[];
  readonly expires?: Date;
  readonly json?: true;
}

export function keyCommand(): Command {
  return new Command('key')
    .description('make, list and revoke keys of programs')
    .addCommand(create())
    .addCommand(list())
    .addCommand(usage())
    .addCommand(revoke())
    .addCommand(rotateMasterCommand())
    .addHelpText('after', examples);
}

function create(): Command {
  return new Command('create')
    .description('make a key and print it, once')
    .requiredOption('--role <role>', 'ADMIN, MANAGER, ANALYST or PARTNER', parseRole)
    .option('--name <name>', 'what it is for')
    .option('--customers <ids>', 'the only customers it may see, with commas between them', parseIds)
    .option('--segments <ids>', 'instead: the only segments whose customers it may see, as they are then', parseIds)
    .option('--locations <ids>', 'instead: the only locations whose visitors it may see, as they are then', parseIds)
    .option(
      '--scopes <scopes>',
      'what it may do beyond its role: metrics (reads /metrics), contact (a PARTNER reads contact data of whom it sees)',
      parseScopes,
    )
    .option(
      '--expires <when>',
      'a span (12h, 90d, 8w), a date or a date-time; without it the key does not expire',
      (text: string) => parseExpiry(text, Date.now()),
    )
    .option('--json', 'print {id, key, role, expiresAt} as JSON')
    .addHelpText('after', createExamples)
    .action(async (options: CreateOptions, command: Command) => {
      const { segments = null, locations = null } = options;
      const ways = (['customers', 'segments', 'locations'] as const).filter((way) => options[way] !== undefined);
      if (ways.length > 1) command.error(`error: expected one of --customers, --segments and --locations, got ${ways.length}`);
      const wrongly = wrongScopes(options.role, options.scopes ?? []);
      if (wrongly !== null) command.error(`error: --scopes: ${wrongly}`);
      const given = {
        role: options.role,
        name: options.name ?? `${options.role.toLowerCase()} key`,
        reach: options.customers ?? null,
        reachSegments: segments,
        reachLocations: locations,
        scopes: options.scopes ?? [],
        createdBy: 'command line',
        expiresAt: options.expires ?? null,
      };
      const made = await withDatabase(async (db) => {
        const wrong = await wrongReach(db, { segments, locations });
        if (wrong !== null) throw new Error(`--${ways.join()}: ${wrong}`);
        const key = await openKeys(db).create(given, Date.now());
        await onRecord(db, { act: 'key create', targets: [key.id] });
        return key;
      });
      if (given.role === 'PARTNER' && ways.length === 0)
        tell('This key sees nobody: a PARTNER sees only what --customers, --segments or --locations names.');
      if (options.json === true) {
        const { role, name, reach, scopes, expiresAt } = given;
        process.stdout.write(
          `${JSON.stringify({ ...made, role, name, customers: reach, segments, locations, scopes, expiresAt: expiresAt?.toISOString() ?? null })}\n`,
        );
        return;
      }
      tell(`Key ${made.id} with role ${given.role}; ${expiryOf(given.expiresAt)}. It is shown this once:`);
      process.stdout.write(`${made.key}\n`);
    });
}

function list(): Command {
  return new Command('list')
    .description('list the keys, oldest first')
    .option('--json', 'print {keys} as JSON')
    .addHelpText('after', '\nExamples:\n  ecx key list\n  ecx key list --json')
    .action(async (options: { readonly json?: true }) => {
      const keys = await withDatabase((db) => openKeys(db).list());
      if (options.json === true) {
        const documents = keys.map(({ reach, reachSegments: segments, reachLocations: locations, ...key }) => ({
          ...key,
          customers: segments === null && locations === null ? reach : null,
          segments,
          locations,
        }));
        process.stdout.write(`${JSON.stringify({ keys: documents })}\n`);
        return;
      }
      if (keys.length === 0) tell('There are no keys yet; "ecx key create" makes one.');
      for (const key of keys) process.stdout.write(`${lineOf(key, Date.now())}\n`);
    });
}

function usage(): Command {
  return new Command('usage')
    .description('list who still asks for deprecated names, so that they can be told before these go')
    .option('--days <days>', 'days that are looked back, today included, 1 to 400', parseUsageDays, 30)
    .option('--json', 'print {uses} as JSON')
    .addHelpText('after', '\nExamples:\n  ecx key usage\n  ecx key usage --days 90 --json')
    .action(async (options: { readonly days: number; readonly json?: true }) => {
      const uses = await withDatabase((db) => readDeprecatedUses(db, options.days, Date.now()));
      if (options.json === true) {
        process.stdout.write(`${JSON.stringify({ uses })}\n`);
        return;
      }
      if (uses.length === 0) tell(`Nobody asked for a deprecated name in the last ${options.days} days.`);
      for (const { field, principal, keyName, client, operations, lastOn } of uses) {
        const who = [principal, keyName, client].filter((name) => name !== null).join(', ');
        process.stdout.write(`${field}  ${operations} times, last on ${lastOn}  ${who}\n`);
      }
    });
}

function revoke(): Command {
  return new Command('revoke')
    .description('end a key at once')
    .argument('<id>', 'the id of the key, from "ecx key list"')
    .option('--json', 'print {id, revoked} as JSON')
    .addHelpText('after', '\nExamples:\n  ecx key revoke 0f3a9c21b7d45e60')
    .action(async (id: string, options: { readonly json?: true }) => {
      const result = await withDatabase(async (db) => {
        const revoked = await openKeys(db).revoke(id, Date.now());
        if (revoked !== 'unknown') await onRecord(db, { act: 'key revoke', targets: [id] });
        return revoked;
      });
      if (result === 'unknown') throw new Error(`expected the id of a key, got ${JSON.stringify(id)}; "ecx key list" shows them`);
      tell(result === 'revoked' ? `Key ${id} is revoked.` : `Key ${id} was revoked before.`);
      if (options.json === true) process.stdout.write(`${JSON.stringify({ id, revoked: true })}\n`);
    });
}

function expiryOf(expiresAt: Date | null): string {
  return expiresAt === null ? 'it does not expire' : `it expires at ${expiresAt.toISOString()}`;
}

function reachText({ role, reach, reachSegments, reachLocations }: KeyRecord): string {
  if (reachSegments !== null) return `segments ${reachSegments.join(', ')}`;
  if (reachLocations !== null) return `locations ${reachLocations.join(', ')}`;
  return reach === null ? (role === 'PARTNER' ? 'nobody' : 'everybody') : `${reach.length} customers`;
}

/** One line for people: id, role, state, last use, name. */
function lineOf(key: KeyRecord, now: number): string {
  const expired = key.expiresAt !== null && key.expiresAt.getTime() <= now;
  const state = key.revokedAt !== null ? 'revoked' : expired ? 'expired' : 'valid';
  const used = key.lastUsedAt === null ? 'never used' : `used ${key.lastUsedAt.toISOString().slice(0, 16).replace('T', ' ')}`;
  const reach = reachText(key);
  return [key.id, key.role.padEnd(7), state.padEnd(7), used.padEnd(21), `sees ${reach}`.padEnd(16), key.name].join('  ');
}
