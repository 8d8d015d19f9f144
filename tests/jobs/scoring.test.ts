import { expect, test } from 'vitest';
import { defaultScoring } from '../../server/engine/config.ts';
import { scoringConfigOf } from '../../server/jobs/scoring.ts';
import { readSettings } from '../../server/settings.ts';

test('the settings of a new installation are the defaults of the scoring', () => {
  expect(scoringConfigOf(readSettings({}))).toEqual(defaultScoring);
});

test('HEALTH_SCORE_ALERT_THRESHOLD is the score below which an alert is raised', () => {
  const { alerts } = scoringConfigOf(readSettings({ HEALTH_SCORE_ALERT_THRESHOLD: '55' }));
  expect(alerts).toEqual({ ...defaultScoring.alerts, scoreBelow: 55 });
});
