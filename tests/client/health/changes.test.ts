import { expect, test } from 'vitest';
import { changeOf, mostSupposed, supposedOf } from '../../../client/health/changes.ts';

const step = { count: 1, everyDays: null, spend: null, rating: null, channel: null, date: null } as const;

test('a chip says only what was said; the rest is the guest’s own usual', () => {
  expect(changeOf({ kind: 'visits', count: 2, everyDays: null, spend: null })).toEqual({ visits: { count: 2 } });
  expect(changeOf({ kind: 'visits', count: 2, everyDays: 7, spend: 20.5 })).toEqual({
    visits: { count: 2, everyDays: 7, spend: '20.50' },
  });
  expect(changeOf({ kind: 'feedback', rating: 4 })).toEqual({ feedback: { rating: 4 } });
  expect(changeOf({ kind: 'answer', channel: null, date: null })).toEqual({ campaignResponse: { response: 'CLICKED' } });
  expect(changeOf({ kind: 'silence', days: 30 })).toEqual({ silentDays: 30 });
});

test('the way to a level becomes chips, one for each message', () => {
  expect(
    supposedOf([
      { ...step, kind: 'VISITS', count: 3, everyDays: 11, spend: { amount: '20.22' } },
      { ...step, kind: 'FEEDBACK', rating: 5 },
      { ...step, kind: 'CAMPAIGN_RESPONSE', channel: 'EMAIL', date: '2026-11-29' },
    ]),
  ).toEqual([
    { kind: 'visits', count: 3, everyDays: 11, spend: 20.22 },
    { kind: 'feedback', rating: 5 },
    { kind: 'answer', channel: 'EMAIL', date: '2026-11-29' },
  ]);
});

test('there are never more chips than the drawer holds', () => {
  expect(supposedOf([{ ...step, kind: 'CAMPAIGN_RESPONSE', count: 9 }])).toHaveLength(mostSupposed);
});
