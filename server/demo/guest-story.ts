import { type Random, randomStream } from '../engine/maths/random.ts';
import { type Diary, keepDiary } from './diary.ts';
import { beginJourney, drawGuest, type Guest, type Journey, passDay } from './journey.ts';
import type { World } from './world.ts';

/** One guest from registration to the end of the data. */
export interface Story {
  readonly guest: Guest;
  readonly diary: Diary;
  /** The standing at the end of the data. */
  readonly journey: Journey;
  /** The stream that goes on behind the end of the data. */
  readonly random: Random;
}

/** Lives through the days of guest number `index`. Needs nothing of other guests. */
export function tellStory(world: World, index: number): Story {
  const guest = drawGuest(world, index);
  const random = randomStream(world.options.seed, 'guest', index, 'journey');
  const diary = keepDiary(guest);
  const journey = beginJourney(guest, random);
  live({ guest, diary, journey, random }, guest.createdDay, world.untilDay);
  return { guest, diary, journey, random };
}

/** Lets the days pass, both included. */
export function live({ guest, diary, journey, random }: Story, fromDay: number, toDay: number): void {
  for (let day = fromDay; day <= toDay; day += 1) {
    diary.dayBegins(day);
    passDay(guest, journey, day, random, diary);
  }
}
