import type { Words } from '../ui/words.ts';
import type { healthWords } from './words.ts';

const known = ['EMAIL', 'SMS', 'PUSH'] as const;

/** A channel's name for people; one that only the CRM knows keeps its own. */
export function channelName(channel: string, words: Words<typeof healthWords.en>): string {
  const key = known.find((candidate) => candidate === channel);
  return key === undefined ? channel : words(`name${key}`);
}
