import { isoDay } from '../engine/calendar.ts';
import { chance, choice, type Random, randomStream, weightedIndex } from '../engine/maths/random.ts';
import type { Channel } from './campaigns.ts';
import type { Habits } from './habits.ts';
import { asciiName, homeTowns, type Origin, origins, originWeights } from './names.ts';
import { demoLocations } from './venue.ts';
import type { World } from './world.ts';

/** What the CRM has on record of a guest; '' where it has nothing. */
export interface Person {
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  readonly birthDate: string;
  readonly segment: string;
  readonly city: string;
  readonly country: string;
  readonly language: string;
  readonly preferredChannel: string;
  readonly lifeStage: string;
  readonly dietary: string;
  /** 'true', 'false' or '' (never asked). */
  readonly consent: Readonly<Record<Channel, string>>;
  /** Channels that campaigns may use: consent given and an address on record. */
  readonly reachable: Readonly<Record<Channel, boolean>>;
  /** The e-mail address or phone number on record is not one: messages bounce. */
  readonly bounces: Readonly<Record<Channel, boolean>>;
  /** The mail program loads every picture by itself, so that each message seems to be opened. */
  readonly opensByMachine: boolean;
}

export function drawPerson(world: World, index: number, habits: Habits): Person {
  const random = randomStream(world.options.seed, 'guest', index, 'person');
  const traveller = habits.archetype.course === 'ONCE';
  const origin = origins[weightedIndex(random, originWeights[traveller ? 3 : habits.home] ?? [])] ?? choice(random, origins);
  const first = choice(random, origin.first);
  const last = choice(random, origin.last);
  // Who joins the programme fills in a form; who only paid by card or booked once leaves little.
  const known = habits.joinsLoyalty ? 0.93 : traveller ? 0.45 : 0.66;
  const email = drawEmail(random, known, first, last, index);
  const phone = drawPhone(random, known * 0.75, origin.id, index);
  const consent = drawConsent(random, habits, email.text !== '', phone.text !== '');
  return {
    name: chance(random, 0.985) ? `${first} ${last}` : last,
    email: email.text,
    phone: phone.text,
    birthDate: drawBirthDate(random, world, habits),
    segment: drawSegment(random, habits),
    ...drawHome(random, habits, origin, traveller),
    preferredChannel: chance(random, 0.3) ? (['EMAIL', 'SMS', 'PUSH', 'PHONE'][weightedIndex(random, [5, 2, 2, 1])] ?? '') : '',
    lifeStage: chance(random, habits.joinsLoyalty ? 0.4 : 0.08) ? habits.lifeStage : '',
    dietary: drawDietary(random, habits),
    consent,
    reachable: {
      EMAIL: consent.EMAIL === 'true' && email.text !== '',
      SMS: consent.SMS === 'true' && phone.text !== '',
      PUSH: consent.PUSH === 'true',
    },
    bounces: { EMAIL: !email.valid, SMS: !phone.valid, PUSH: false },
    opensByMachine: chance(random, 0.22),
  };
}

/** Addresses end in domains that are reserved for examples (RFC 2606): nobody is ever written to. */
function drawEmail(random: Random, known: number, first: string, last: string, index: number) {
  const [a, b] = [asciiName(first), asciiName(last)];
  const user = choice(random, [`${a}.${b}`, `${a}${b}`, `${a.slice(0, 1)}.${b}`, `${b}.${a}`, `${a}_${b}`]);
  const domain = choice(random, ['example.com', 'example.com', 'example.org', 'example.net']);
  const full = `${user}${index + 1}@${domain}`;
  const wrong = choice(random, [full.replace('@', ' '), full.replace(/\.\w+$/, ''), `${user}@`, full.replace('@', '@@')]);
  if (!chance(random, known)) return { text: '', valid: true };
  return chance(random, 0.018) ? { text: wrong, valid: false } : { text: full, valid: true };
}

/** Ranges that regulators keep for films and books: Ofcom (GB), BNetzA (DE), 555-01xx (US). Each holds so many numbers. */
const fiction: Readonly<Record<'DE' | 'GB' | 'US', readonly string[]>> = {
  DE: ['+493023125', '+496990009', '+494066969', '+492214710', '+498999998'],
  GB: [
    '+447700900',
    '+442079460',
    '+441134960',
    '+441144960',
    '+441154960',
    '+441164960',
    '+441174960',
    '+441184960',
    '+441214960',
    '+441314960',
    '+441414960',
    '+441514960',
    '+441614960',
    '+441632960',
  ],
  US: ['212', '312', '206', '512', '617', '415', '305', '702', '303', '214', '602', '503', '404', '313', '215'].map(
    (area) => `+1${area}55501`,
  ),
};

function drawPhone(random: Random, known: number, origin: string, index: number) {
  const plan = origin === 'DE' || origin === 'TR' ? 'DE' : origin === 'US' || origin === 'BR' ? 'US' : 'GB';
  const prefixes = fiction[plan];
  const digits = plan === 'US' ? 2 : 3;
  const size = prefixes.length * 10 ** digits;
  const number = (index * 7919) % size; // 7919 is prime to every size: no number comes twice before all were used
  const full = `${prefixes[Math.floor(number / 10 ** digits)]}${String(number % 10 ** digits).padStart(digits, '0')}`;
  const wrong = choice(random, [full.slice(0, 7), full.replace('+', ''), 'n/a', `${full.slice(0, 6)}xxx`]);
  if (!chance(random, known)) return { text: '', valid: true };
  return chance(random, 0.02) ? { text: wrong, valid: false } : { text: full, valid: true };
}

function drawBirthDate(random: Random, world: World, habits: Habits): string {
  const born = world.untilDay - Math.floor((habits.age + random()) * 365.2425);
  const wrong = choice(random, ['1900-01-01', '1901-01-01']); // what forms fill in for who says nothing
  if (!chance(random, habits.joinsLoyalty ? 0.78 : 0.16)) return '';
  return chance(random, 0.02) ? wrong : isoDay(born);
}

/** Few guests carry a segment of the CRM's own; the others are grouped by how they come. */
function drawSegment(random: Random, habits: Habits): string {
  const clubs: Readonly<Record<string, readonly [string, number]>> = {
    LUNCH_PROFESSIONAL: ['Business lunch', 0.3],
    FAMILY: ['Family club', 0.25],
    STUDENT: ['Student card', 0.4],
    RETIREE: ['Golden table', 0.35],
  };
  const [name, share] = clubs[habits.archetype.id] ?? ['', 0];
  return chance(random, share) ? name : '';
}

function drawHome(random: Random, habits: Habits, origin: Origin, traveller: boolean) {
  const location = demoLocations[habits.home];
  const [country, towns] = homeTowns[origin.id] ?? ['', []];
  const known = chance(random, habits.joinsLoyalty ? 0.85 : 0.4);
  const city = traveller && towns.length > 0 ? choice(random, towns) : (location?.city ?? '');
  const language = traveller || chance(random, 0.3) ? origin.language : (location?.language ?? '');
  return {
    city: known ? city : '',
    country: known ? (traveller ? country : (location?.country ?? '')) : '',
    language: chance(random, 0.7) ? language : '',
  };
}

function drawDietary(random: Random, habits: Habits): string {
  const needs = [
    habits.diet === 'VEGAN' || habits.diet === 'VEGETARIAN' ? habits.diet : '',
    habits.glutenFree ? 'GLUTEN_FREE' : '',
    chance(random, 0.012) ? 'NUT_ALLERGY' : '',
  ].filter((need) => need !== '');
  return chance(random, habits.joinsLoyalty ? 0.6 : 0.2) ? needs.join(' ') : '';
}

function drawConsent(random: Random, habits: Habits, hasEmail: boolean, hasPhone: boolean): Record<Channel, string> {
  const willing = 0.35 + 0.5 * habits.openness + (habits.joinsLoyalty ? 0.2 : 0);
  const asked = (has: boolean, share: number) => {
    const answered = chance(random, has ? 0.92 : 0.25);
    const yes = chance(random, has ? share : 0.02);
    return answered ? String(yes) : '';
  };
  return {
    EMAIL: asked(hasEmail, Math.min(willing + 0.1, 0.95)),
    SMS: asked(hasPhone, willing * 0.65),
    PUSH: asked(habits.joinsLoyalty, willing * 0.7),
  };
}
