import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { catalogue } from '../../../server/engine/insights/catalogue/catalogue.ts';
import { signalUnits } from '../../../server/engine/insights/signals.ts';
import type { RiskFactor } from '../../../server/engine/risk/risk.ts';

const placeholders = (text: string) => [...text.matchAll(/\{([^}%]*)%?\}/g)].map(([, name]) => name ?? '');

test('the catalogue holds at least 20 actions of all kinds and goals, each under its own id', () => {
  expect(catalogue.length).toBeGreaterThanOrEqual(20);
  expect(new Set(catalogue.map(({ id }) => id)).size).toBe(catalogue.length);
  expect(new Set(catalogue.map(({ kind }) => kind))).toEqual(new Set(['ACTION', 'OFFER', 'CARE', 'MITIGATION']));
  expect(new Set(catalogue.map(({ goal }) => goal))).toEqual(new Set(['RETENTION', 'RECOVERY', 'ENGAGEMENT', 'UPSELL', 'DATA']));
});

const text = z.strictObject({ title: z.string().min(1), description: z.string().min(1) });
const condition = z.strictObject({ signal: z.string(), atLeast: z.number().optional(), atMost: z.number().optional() });
const entry = z.strictObject({
  id: z.string(),
  kind: z.enum(['ACTION', 'OFFER', 'CARE', 'MITIGATION']),
  goal: z.enum(['RETENTION', 'RECOVERY', 'ENGAGEMENT', 'UPSELL', 'DATA']),
  text: z.record(z.string().regex(/^[a-z]{2}$/), text),
  when: z.array(condition),
  mitigates: z.array(z.string()),
  channels: z.array(z.enum(['EMAIL', 'SMS', 'PUSH', 'IN_PERSON'])),
  marketing: z.boolean(),
  discountShare: z.number().min(0).max(1),
  cost: z.number().min(0),
  uplift: z.strictObject({ unit: z.enum(['RETURN', 'SPEND']), value: z.number().min(0).max(1), source: z.string().min(10) }),
});

test('every entry of the file has the shape of an action, an English text and nothing else', () => {
  expect(z.array(entry).safeParse(catalogue).error?.issues ?? []).toEqual([]);
  for (const { text: texts } of catalogue) expect(Object.keys(texts)).toContain('en');
});

test('every driver of a risk has an action against it', () => {
  const factors: Record<RiskFactor, true> = {
    SILENCE: true,
    RECENT_VISITS: true,
    VISIT_GAP: true,
    REGULARITY: true,
    RETURN_CHANCE: true,
    ENGAGEMENT_ACTIONS: true,
    SPEND_PER_VISIT: true,
    RECENT_SPEND: true,
  };
  expect(new Set(catalogue.flatMap(({ mitigates }) => mitigates))).toEqual(new Set(Object.keys(factors)));
});

test('what works against silence works against fewer visits lately, too', () => {
  for (const { id, mitigates } of catalogue)
    expect([id, mitigates.includes('RECENT_VISITS')]).toEqual([id, mitigates.includes('SILENCE')]);
});

describe.each(catalogue)('$id', (action) => {
  test('has an id of small letters, ways to the guest and conditions that can hold', () => {
    expect(action.id).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(action.channels.length).toBeGreaterThan(0);
    expect(action.when.length).toBeGreaterThan(0);
    for (const { signal, atLeast, atMost } of action.when) {
      expect(Object.keys(signalUnits)).toContain(signal);
      expect(atLeast === undefined && atMost === undefined).toBe(false);
      expect(atLeast ?? Number.NEGATIVE_INFINITY).toBeLessThanOrEqual(atMost ?? Number.POSITIVE_INFINITY);
    }
  });

  test('says what to do in full sentences, with known names only', () => {
    for (const { title, description } of Object.values(action.text)) {
      expect(title.length).toBeLessThanOrEqual(60);
      expect(description).toMatch(/^\S.*[.]$/);
      for (const name of placeholders(title + description)) expect([...Object.keys(signalUnits), 'favoriteItem']).toContain(name);
    }
  });

  test('names only numbers that its conditions make sure of', () => {
    const sure = new Set<string>(action.when.map(({ signal }) => signal));
    // A guest with a visit day has these three.
    const visited = action.when.some(({ signal, atLeast }) => signal !== 'daysToBirthday' && (atLeast ?? 0) > 0);
    if (visited) for (const name of ['visitDays', 'silentDays', 'expectedGapDays', 'silenceInGaps']) sure.add(name);
    if (sure.has('silenceInGaps')) for (const name of ['visitDays', 'silentDays', 'expectedGapDays']) sure.add(name);
    if (sure.has('member')) sure.add('pointsBalance');
    if (sure.has('visitsToMilestone')) sure.add('nextMilestone');
    if (sure.has('favoriteVisits')) sure.add('favoriteItem');
    if (sure.has('feedbackScore')) sure.add('feedbackAgeDays');
    for (const name of placeholders(action.text.en.description)) expect(sure).toContain(name);
  });

  test('speaks in whole sentences a manager can read: no regularity of 100, no visit days', () => {
    for (const { title, description } of Object.values(action.text))
      expect(title + description).not.toMatch(/regularity|visit day|news are/);
  });

  test('speaks of a table, a bill or the specials only to who sits at one', () => {
    if (
      !action.channels.includes('IN_PERSON') ||
      !/\btables?\b|bill is paid/i.test(action.text.en.title + action.text.en.description)
    )
      return;
    expect(action.when).toContainEqual({ signal: 'atTableShare', atLeast: 0.5 });
  });

  test('states cost, a prior uplift and its source', () => {
    expect(action.cost).toBeGreaterThanOrEqual(0);
    expect(action.uplift.value).toBeGreaterThan(0);
    expect(action.uplift.value).toBeLessThanOrEqual(0.2);
    expect(action.uplift.source).toMatch(/assumption/);
    // What is added to the next bill needs somebody at the table.
    if (action.uplift.unit === 'SPEND') expect(action.channels).toEqual(['IN_PERSON']);
  });

  test('gives a discount only as an offer, and an offer is marketing', () => {
    expect(action.discountShare).toBeGreaterThanOrEqual(0);
    expect(action.discountShare).toBeLessThanOrEqual(0.3);
    if (action.discountShare > 0) expect(action.kind).toBe('OFFER');
    if (action.kind === 'OFFER') expect(action.marketing).toBe(true);
  });
});
