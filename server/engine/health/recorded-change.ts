/** Why a stored score differs from the one stored before: what today's answers for the two instants explain, and the rest. */
import type { ScoringConfig } from '../config.ts';
import { type Derivation, derivation, type Moment } from '../derivation.ts';
import { evidence } from '../evidence.ts';
import type { Facts } from '../facts.ts';
import {
  type ChangeCauseName,
  type ChangeEnd,
  changeBetween,
  changeOf,
  componentNames,
  type Points,
  perComponent,
  pointsOf,
  type ScoreChange,
  scoresAt,
  sumOf,
} from './change.ts';
import { knownAt } from './known.ts';
import { healthNeeds } from './score.ts';
import type { ComponentScores } from './weighing.ts';

/** A score as it was answered at the time. */
export interface RecordedScore {
  /** 0 to 100; null: insufficient data. */
  readonly healthScore: number | null;
  readonly configVersion: number;
  /** Rounded to whole points; null: absent. */
  readonly components: ComponentScores;
}

/** The component's score behind a rounded record: today's where it rounds to the record, else the record itself. */
function unrounded(recorded: ComponentScores, today: ComponentScores): ComponentScores {
  const entries = componentNames.map((name) => {
    const now = today[name];
    return [name, now !== null && Math.round(now) === recorded[name] ? now : recorded[name]];
  });
  return Object.fromEntries(entries) as unknown as ComponentScores;
}

interface End extends ChangeEnd {
  readonly scores: ComponentScores;
}

function recordedPoints(record: RecordedScore, { scores, config }: End): Points | null {
  return pointsOf(unrounded(record.components, scores), config);
}

/** The difference of the records beyond that of today's answers, under the name of what can have made it. */
function withRest(
  today: ScoreChange | null,
  difference: Points,
  cause: ChangeCauseName,
): Readonly<Record<ChangeCauseName, Points>> {
  const explained = new Map((today?.components ?? []).map((part) => [part.component, part]));
  const own = (name: ChangeCauseName): Points =>
    perComponent((component) => {
      const part = explained.get(component);
      const rest = name === cause ? difference[component] - (part?.change ?? 0) : 0;
      return (part?.byCause[name] ?? 0) + rest;
    });
  return {
    LATE_DATA: own('LATE_DATA'),
    BEHAVIOR: own('BEHAVIOR'),
    TIME: own('TIME'),
    BASE: own('BASE'),
    CONFIGURATION: own('CONFIGURATION'),
  };
}

function endsOf(facts: Pick<Facts, (typeof healthNeeds)[number]>, moment: Moment): { before: End; after: End } {
  const { config, earlier } = moment;
  const before = { instant: earlier, population: facts.earlierPopulation, config };
  const after = { instant: moment, population: facts.population, config };
  return {
    before: { ...before, scores: scoresAt(knownAt(facts, earlier), before, earlier.day) },
    after: { ...after, scores: scoresAt(facts, after, moment.day) },
  };
}

/**
 * A recorded score, of the subject's instant, against the one that held at the trend's earlier instant. What the two records differ by
 * beyond today's answers is late data: whatever was added, corrected or taken away since, up to every event. With records of other
 * weights and thresholds it is the configuration.
 * @returns null: one of them had no score.
 */
export function recordedChange(
  previous: RecordedScore,
  current: RecordedScore,
): Derivation<(typeof healthNeeds)[number], ScoreChange | null> {
  return derivation(healthNeeds, (facts, moment): ScoreChange | null => {
    const { before, after } = endsOf(facts, moment);
    const today = changeBetween(facts, before, after);
    const [from, to] = [recordedPoints(previous, before), recordedPoints(current, after)];
    if (from === null || to === null) return null;
    const difference = perComponent((name) => to[name] - from[name]);
    const answers = [
      evidence('health score recorded then', previous.healthScore, 'points of 100'),
      evidence('health score for then by what is known today', today?.previous ?? null, 'points of 100'),
    ];
    const known = new Map((today?.causes ?? []).map((part) => [part.cause, part.evidence]));
    return changeOf(
      { previous: sumOf(from), current: sumOf(to), days: moment.day - moment.earlier.day },
      withRest(today, difference, restCause(previous, current, moment.config)),
      (name) =>
        name === 'CONFIGURATION' ? versions(previous, current) : name === 'LATE_DATA' ? answers : (known.get(name) ?? []),
      moment.config,
    );
  });
}

function restCause(previous: RecordedScore, current: RecordedScore, { version }: ScoringConfig): ChangeCauseName {
  return previous.configVersion === version && current.configVersion === version ? 'LATE_DATA' : 'CONFIGURATION';
}

function versions(previous: RecordedScore, current: RecordedScore) {
  return [
    evidence('version of weights and thresholds then', previous.configVersion, 'version'),
    evidence('version of weights and thresholds now', current.configVersion, 'version'),
  ];
}
