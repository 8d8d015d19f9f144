import type { Derivation, Moment } from '../server/engine/derivation.ts';
import type { FactName, Facts } from '../server/engine/facts.ts';
import { assessAll } from '../server/facts/assess-all.ts';
import { openWeeks } from '../server/facts/population.ts';
import { calendarOf, scoringConfigOf } from '../server/jobs/scoring.ts';
import { readSettings } from '../server/settings.ts';
import type { Figure } from './run.ts';
import type { Base } from './score/base.ts';

export const title = 'Computing guests from facts in memory: nothing is read or written';

type AnyDerivation = Derivation<FactName, unknown>;

/** What every field of a profile and a health score rests on, by its module. */
const answers = {
  'health/score': 'healthScore',
  'health/engagement': 'engagementAnalysis',
  'health/benchmark': 'benchmarkComparison',
  'health/change': 'scoreChange',
  'predictions/guest-predictions': 'predictionsWithin',
  'insights/guidance': 'guidance',
  'insights/item-recommendations': 'itemRecommendations',
  'profile/behavior': 'behavioralPreferences',
  'profile/completeness': 'profileCompleteness',
  'profile/demographics': 'demographicInsights',
  'profile/purchases': 'purchaseHistory',
  'profile/relationship': 'relationshipStrength',
} as const;

/** As built: what makes TypeScript run as it stands gives every function its name anew, which costs more than the functions. */
async function built(module: string, name: string): Promise<AnyDerivation> {
  const found = (await import(new URL(`../dist/server/engine/${module}.js`, import.meta.url).href))[name];
  return name === 'predictionsWithin' ? found(null) : found;
}

const factNames = [
  'visits',
  'items',
  'identity',
  'earlierIdentity',
  'loyalty',
  'feedback',
  'sends',
  'interventions',
  'sources',
  'population',
  'earlierPopulation',
] as const;

/** Few guests are enough: each costs the same. */
const usualGuests = '1000';

/** A run computes tens of thousands of guests in a thread: as many rounds as it takes to compile what they all need. */
const runRounds = 40;
const fewRounds = 6;

export async function run(print: (figure: Figure) => void): Promise<void> {
  process.env.CUSTOMERS ??= usualGuests;
  const { openBase, makeVisits, makeTheRest } = await import('./score/base.ts');
  const [snapshot, healthScore] = [await built('snapshot', 'snapshot'), await built('health/score', 'healthScore')];
  const all = await Promise.all(Object.entries(answers).map(([module, name]) => built(module, name)));
  const base = await openBase();
  try {
    await makeVisits(base.db);
    const plain = await readEverybody(base, 'false', true);
    print({ figure: 'what a run keeps, visits only, RHYTHM: CPU a guest', value: cpuOfRun(snapshot, plain), unit: 'µs' });
    await makeTheRest(base.db);
    const bare = await readEverybody(base, 'true', true);
    print({ figure: 'what a run keeps, all components and models: CPU a guest', value: cpuOfRun(snapshot, bare), unit: 'µs' });
    const whole = await readEverybody(base, 'true', false);
    print({ figure: 'health score with its explanation: CPU a guest', value: cpuOf([healthScore], whole), unit: 'µs' });
    print({ figure: 'every field of profile and health: CPU a guest', value: cpuOf(all, whole), unit: 'µs' });
  } finally {
    await base.close();
  }
}

interface Read {
  readonly guests: readonly Facts[];
  readonly moment: Moment;
}

/** @param bare as a run reads. */
async function readEverybody({ db }: Base, fitsModels: 'true' | 'false', bare: boolean): Promise<Read> {
  const settings = readSettings({ FEATURE_PREDICTIVE_ANALYTICS: fitsModels });
  const [config, calendar, asOf] = [scoringConfigOf(settings), calendarOf(settings), Date.now()];
  const weeks = openWeeks({ db, worker: db, config, calendar, clock: () => asOf, patienceMs: Number.POSITIVE_INFINITY });
  const guests: Facts[] = [];
  const moments: Moment[] = [];
  const collect: Derivation<FactName, void> = {
    needs: factNames,
    bare,
    compute: (facts, moment) => {
      guests.push(facts);
      moments.push(moment);
    },
  };
  const customerIds = Array.from(
    { length: Math.min(Number(usualGuests), Number(process.env.CUSTOMERS)) },
    (_, place) => `C${place + 1}`,
  );
  await assessAll(db, { config, calendar, weeks }, collect, { customerIds, asOf }, () => null);
  const [moment] = moments;
  if (moment === undefined) throw new Error('expected guests to compute, got none');
  return { guests, moment };
}

/** The same facts as if they had just been read: nothing is remembered of them. */
function freshly(facts: Facts): Facts {
  const { visits, items, identity, earlierIdentity, loyalty, feedback, sends } = facts;
  return {
    ...facts,
    visits: { visits: visits.visits.map((visit) => ({ ...visit })) },
    items: { ...items },
    identity: { ...identity },
    earlierIdentity: { ...earlierIdentity },
    loyalty: loyalty === null ? null : { ...loyalty },
    feedback: { ...feedback },
    sends: { ...sends },
  };
}

/** Microseconds of processor time: the least of some rounds, less what making the facts takes. */
function cpuOf(derivations: readonly AnyDerivation[], { guests, moment }: Read): number {
  const round = (wanted: readonly AnyDerivation[]) => () => {
    for (const guest of guests) {
      const facts = freshly(guest);
      for (const { compute } of wanted) compute(facts, moment);
    }
  };
  return (least(round(derivations), fewRounds) - least(round([]), fewRounds)) / guests.length;
}

/** The same of a run, which remembers nothing beside the facts: they are taken as they were read. */
function cpuOfRun({ compute }: AnyDerivation, { guests, moment }: Read): number {
  const round = () => {
    for (const guest of guests) compute(guest, moment);
  };
  return least(round, runRounds) / guests.length;
}

function least(work: () => void, rounds: number): number {
  const took = Array.from({ length: rounds }, () => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return user + system;
  });
  return Math.min(...took);
}
