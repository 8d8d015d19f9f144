import css from './health.module.css';
import { tenthsOf } from './outcomes.ts';

/** Ten dots, as many filled as of ten such guests it happens to. The words stand beside it. @param share 0 to 1. */
export function DotArray({ share, level }: { readonly share: number; readonly level: 'LOW' | 'MEDIUM' | 'HIGH' | null }) {
  const filled = tenthsOf(share);
  return (
    <svg className={css.tenDots} data-level={level} viewBox="0 0 76 32" width="76" height="32" aria-hidden="true">
      {Array.from({ length: 10 }, (_, index) => (
        <circle
          // biome-ignore lint/suspicious/noArrayIndexKey: ten places that never move
          key={index}
          data-filled={index < filled || undefined}
          cx={8 + (index % 5) * 15}
          cy={8 + Math.floor(index / 5) * 16}
          r="5.5"
        />
      ))}
    </svg>
  );
}
