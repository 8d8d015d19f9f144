import { isIP } from 'node:net';
import { isPublicAddress } from './addresses.ts';

const longestUrl = 2_000;
/** Below 1024 only the web's own: nobody receives webhooks where mail or files are served. */
const firstFreePort = 1024;
/** Ports above it that speak something else: databases, caches, X11, chat, telephony. */
const foreignPorts: ReadonlySet<number> = new Set([
  1433, 1521, 2049, 2375, 2379, 3306, 3389, 4190, 5060, 5061, 5432, 5672, 5900, 6000, 6379, 6667, 6697, 9042, 9200, 11211, 27017,
]);

/** The hosts of the setting WEBHOOK_ALLOW_PRIVATE. */
export function allowedHosts(setting: string | undefined): ReadonlySet<string> {
  const hosts = (setting ?? '').split(',').map((host) => host.trim().toLowerCase());
  return new Set(hosts.filter((host) => host !== ''));
}

/** The host of an address as settings name it: without brackets, in small letters. */
function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
}

/** Whether the setting names this host: private addresses and http are allowed then. */
export function isAllowedPrivate(url: URL, allowed: ReadonlySet<string>): boolean {
  return allowed.has(hostOf(url));
}

/**
 * Whether something may be sent there, as far as the address alone can tell; a name is looked up when it is sent.
 * @param allowed hosts that WEBHOOK_ALLOW_PRIVATE names.
 * @returns what is wrong: expected, got, what to do; null: nothing.
 */
export function targetFault(text: string, allowed: ReadonlySet<string>): string | null {
  if (text.length > longestUrl) return `expected at most ${longestUrl} characters, got ${text.length}; shorten it`;
  if (!URL.canParse(text)) return 'expected a web address, got another text; write it as https://host/path';
  const url = new URL(text);
  const isNamed = isAllowedPrivate(url, allowed);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isNamed))
    return `expected https, got ${url.protocol.replace(/:$/, '')}; encrypt it, or let WEBHOOK_ALLOW_PRIVATE name the host`;
  if (url.username !== '' || url.password !== '')
    return 'expected no user name and password, got some; the signature says who sends it';
  if (!isNamed && !isSanePort(url))
    return `expected port 443 or a free one from ${firstFreePort} on, got ${url.port}; use another`;
  if (!isNamed && !isPublicHost(hostOf(url)))
    return 'expected a host on the public internet, got a private address; let WEBHOOK_ALLOW_PRIVATE name the host if that is meant';
  return null;
}

function isSanePort({ port }: URL): boolean {
  if (port === '') return true; // 443: it is https
  return Number(port) >= firstFreePort && !foreignPorts.has(Number(port));
}

/** A URL has turned decimal, octal and hexadecimal forms of IPv4 into the usual one already. */
function isPublicHost(host: string): boolean {
  if (isIP(host) !== 0) return isPublicAddress(host);
  return host.includes('.') && !/(^|\.)(localhost|local|internal|home|lan|intranet|test|invalid|onion)\.?$/.test(host);
}
