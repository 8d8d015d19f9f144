import fc from 'fast-check';
import { expect, test } from 'vitest';
import { menu } from '../../server/demo/menu.ts';
import { bad, closings, good, mild } from '../../server/demo/phrases.ts';
import { comment, type Experience } from '../../server/demo/sentences.ts';
import { daypartNames } from '../../server/demo/venue.ts';
import { randomStream } from '../../server/engine/maths/random.ts';

const praise =
  /excellent|delicious|loved|lovely|heavenly|perfect|wonderful|Great|Best|friendly|highly recommended|see you soon|worth every|freshly made/i;
const complaint =
  /bland|disappoint(ment|ing)|salty|sticky|never again|inattentive|burnt|poor\.|cold\.|ages|forgot|expensive|dirty|lukewarm|let-down|I will not be back/i;

const experiences = fc.record({
  rating: fc.integer({ min: 1, max: 5 }),
  service: fc.constantFrom('DINE_IN' as const, 'TAKEAWAY' as const, 'DELIVERY' as const),
  daypart: fc.constantFrom(...daypartNames),
  partySize: fc.integer({ min: 1, max: 8 }),
  items: fc.array(fc.constantFrom(...menu), { minLength: 1, maxLength: 6 }),
  discounted: fc.boolean(),
  earlierVisits: fc.integer({ min: 0, max: 100 }),
  locationName: fc.constant('Elbe Kitchen'),
});
const spoken = (experience: Experience, seed: number) => comment(randomStream('comments', seed), experience);

test('the best ratings never complain and the worst never praise', () => {
  fc.assert(
    fc.property(experiences, fc.integer(), (experience, seed) => {
      const text = spoken(experience, seed);
      if (experience.rating === 5) expect(text).not.toMatch(complaint);
      if (experience.rating <= 2) expect(text).not.toMatch(praise);
    }),
    { numRuns: 3000 },
  );
});

test('a comment is whole sentences with every blank filled', () => {
  fc.assert(
    fc.property(experiences, fc.integer(), (experience, seed) => {
      const text = spoken(experience, seed);
      expect(text).toMatch(/^[A-Z].*[.!]$/);
      expect(text).not.toMatch(/[{}~%]| {2}|undefined/);
    }),
    { numRuns: 2000 },
  );
});

test('nobody who had food delivered writes about waiters, tables or rooms', () => {
  fc.assert(
    fc.property(experiences, fc.integer(), (experience, seed) => {
      if (experience.service === 'DELIVERY')
        expect(spoken(experience, seed)).not.toMatch(/waiter|waitress|\btable|\broom|high chair|music/i);
    }),
    { numRuns: 2000 },
  );
});

test('no guest of the first visit speaks of earlier ones', () => {
  fc.assert(
    fc.property(experiences, fc.integer(), (experience, seed) => {
      expect(spoken({ ...experience, earlierVisits: 0 }, seed)).not.toMatch(
        /as ever|used to|as usual|again and again|remembers|earlier visits|all these years/i,
      );
    }),
    { numRuns: 2000 },
  );
});

test('a thousand comments of one rating have many hundred different texts', () => {
  const texts = new Set(
    fc.sample(experiences, { numRuns: 1000, seed: 5 }).map((experience, index) => spoken({ ...experience, rating: 5 }, index)),
  );
  expect(texts.size).toBeGreaterThan(500);
});

test('every phrase is a sentence with blanks that are known', () => {
  for (const phrase of [good, bad, mild].flatMap((phrases) => Object.values(phrases).flat()).concat(closings.flat())) {
    expect(phrase).toMatch(/^[~%]?[A-Za-z{].*[.!]$/);
    expect(phrase.match(/\{\w+\}/g) ?? []).toSatisfy((blanks: string[]) =>
      blanks.every((blank) => /\{(item|was|were|it|meal|house|us|we|our)\}/.test(blank)),
    );
  }
});
