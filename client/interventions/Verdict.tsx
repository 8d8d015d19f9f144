import { useWords } from '../ui/words.ts';
import type { Effect } from './effect.ts';
import css from './interventions.module.css';
import { interventionWords } from './words.ts';

const shapes = {
  PAID: '●',
  PAID_LIKELY: '●',
  OPEN: '◐',
  LOST_LIKELY: '▲',
  LOST: '▲',
  UNRELIABLE: '◆',
  TOO_LITTLE: '◌',
} as const;

/** What is to be thought of an action, in a word with a shape. */
export function Verdict({ verdict }: Pick<Effect, 'verdict'>) {
  const words = useWords(interventionWords);
  return (
    <span className={css.verdict} data-verdict={verdict}>
      <span aria-hidden="true">{shapes[verdict]}</span> {words(verdict)}
    </span>
  );
}
