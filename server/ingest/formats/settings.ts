import { nearest } from '../header.ts';
import { UnusableFile } from '../unusable.ts';
import type { DecimalSign } from './amounts.ts';
import type { Format } from './schema.ts';
import type { GivenSettings } from './titles.ts';

/** Settings that every format takes. */
export const commonSettings: Readonly<Record<string, string>> = {
  zone: 'IANA time zone of times without one, such as Europe/Berlin; without it they are local times of the restaurant',
  decimal: 'point or comma: what stands before the cents',
  phonePrefix: 'country of telephone numbers that name none, such as +49',
};

/**
 * The settings of a format: those given, else its own defaults.
 * @throws UnusableFile for a name that the format does not know, and for a value that cannot be meant.
 */
export function settingsFor(format: Format, given: GivenSettings): GivenSettings {
  const own = Object.keys(format.settings);
  const names = [...own, ...Object.keys(commonSettings)];
  for (const name of given.keys()) {
    if (names.includes(name)) continue;
    throw new UnusableFile(
      `expected a setting of ${format.id} (${names.join(', ')}), got ${name}: did you mean ${nearest(name, names)}?`,
    );
  }
  const zone = given.get('zone');
  if (zone !== undefined && !isZone(zone))
    throw new UnusableFile(`expected an IANA time zone such as Europe/Berlin in zone, got ${JSON.stringify(zone)}`);
  const prefix = given.get('phonePrefix');
  if (prefix !== undefined && !/^\+\d{1,3}$/.test(prefix))
    throw new UnusableFile(`expected a country such as +49 in phonePrefix, got ${JSON.stringify(prefix)}`);
  decimalOf(given);
  const defaults = Object.entries(format.settings).flatMap(([name, { default: value }]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return new Map([...defaults, ...given]);
}

export function decimalOf(settings: GivenSettings): DecimalSign {
  const text = settings.get('decimal') ?? 'point';
  if (text === 'point' || text === '.') return '.';
  if (text === 'comma' || text === ',') return ',';
  throw new UnusableFile(`expected point or comma in decimal, got ${JSON.stringify(text)}`);
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }) !== null && /^[A-Za-z]/.test(zone);
  } catch {
    return false;
  }
}
