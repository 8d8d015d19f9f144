import type { Archetype } from '../../server/demo/archetype.ts';
import { archetypes } from '../../server/demo/archetypes.ts';
import { interventions } from '../../server/demo/interventions.ts';
import { weekdayNames } from '../../server/demo/venue.ts';

const percent = (share: number) => `${Math.round(share * 1000) / 10} %`;
const daypartWords = ['breakfast', 'lunch', 'afternoon', 'dinner', 'late'];

/** Names of the likeliest choices, those with at least a quarter of the weight. */
function likely(weights: readonly number[], names: readonly string[]): string {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return names.filter((_, index) => (weights[index] ?? 0) / total >= 0.25).join(', ');
}

function favourite(share: number, weights: readonly number[], names: readonly string[]): string {
  const which = likely(weights, names);
  return share === 0 ? 'none' : `${percent(share)}${which === '' ? '' : ` (${which})`}`;
}

function row(kind: Archetype): string {
  const days = weekdayNames.map((name) => `${name.charAt(0)}${name.slice(1, 3).toLowerCase()}`);
  const cells = [
    `${kind.label} (\`${kind.id}\`)`,
    percent(kind.share),
    kind.course,
    `${kind.visitsPerWeek} (spread ${kind.rateSpread})`,
    `${kind.regularity[0]}–${kind.regularity[1]}`,
    percent(kind.onlyOnce),
    percent(kind.leavesPerWeek),
    favourite(kind.favouriteDay, kind.favouriteDays, days),
    favourite(kind.favouriteDaypart, kind.favouriteDayparts, daypartWords),
    percent(kind.joins),
    String(kind.priceSensitivity),
    `+${percent(kind.offerUplift)}`,
  ];
  return `| ${cells.join(' | ')} |`;
}

/** The table of docs/demo.md, as the code has it. */
export function archetypeTable(): string {
  const head = [
    'kind',
    'share',
    'course',
    'visits per week',
    'regularity',
    'only once',
    'leaves per week',
    'favourite day',
    'favourite daypart',
    'joins loyalty',
    'price sensitivity',
    'uplift by an offer',
  ];
  return [`| ${head.join(' | ')} |`, `|${' --- |'.repeat(head.length)}`, ...archetypes.map(row)].join('\n');
}

/** The actions of the care programme, as the code has them. */
export function interventionTable(): string {
  const rows = interventions.map(
    ({ action, uplift, effectDays, revives, costMinor }) =>
      `| \`${action}\` | +${percent(uplift)} for ${effectDays} days | ${percent(revives)} | ${(costMinor / 100).toFixed(2)} |`,
  );
  return [
    '| action | true uplift of the visit rate | wins back who had left | cost |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}
