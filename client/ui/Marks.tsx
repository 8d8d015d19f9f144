import { useFormat } from './format.ts';
import css from './kit.module.css';
import { chanceIn, common } from './words.common.ts';
import { useWords } from './words.ts';

export type HealthLevelName = 'POOR' | 'FAIR' | 'GOOD' | 'EXCELLENT';
export type RiskLevelName = 'LOW' | 'MEDIUM' | 'HIGH';

/** The shape of each level: colour never stands alone. */
export const levelShape = { POOR: '■', FAIR: '◆', GOOD: '●', EXCELLENT: '★', NONE: '◌' } as const;
const severityShape = { LOW: '○', MEDIUM: '◐', HIGH: '▲', CRITICAL: '▲' } as const;
const arrow = { UP: '↗', STEADY: '→', DOWN: '↘' } as const;

/** A health level as a badge: tint, shape and word. @param level null: without a score. */
export function Level({ level }: { readonly level: HealthLevelName | null }) {
  const words = useWords(common);
  const name = level ?? 'NONE';
  return (
    <span className={css.badge} data-level={name}>
      <span aria-hidden="true">{levelShape[name]}</span> {words(name)}
    </span>
  );
}

/** The level of a risk, or the severity of an alert. Low has no colour: nobody need act. */
export function Severity({ level }: { readonly level: RiskLevelName | 'CRITICAL' | null }) {
  const words = useWords(common);
  if (level === null) return <Level level={null} />;
  return (
    <span className={css.badge} data-severity={level}>
      <span aria-hidden="true">{severityShape[level]}</span> {words(level)}
    </span>
  );
}

interface TrendProps {
  /** Of the number; null: nothing to compare with. */
  readonly direction: 'UP' | 'STEADY' | 'DOWN' | null;
  /** In the number's own unit; it is shown with its sign. */
  readonly change?: number | null;
  readonly days?: number | null;
  /** What a rise means; absent: better. */
  readonly rise?: 'better' | 'worse';
}

/** Where a number is going: an arrow and a word. No significant change is "steady", whatever the difference. */
export function Trend({ direction, change, days, rise = 'better' }: TrendProps) {
  const words = useWords(common);
  const format = useFormat();
  if (direction === null) return <span className={css.quiet}>–</span>;
  if (direction === 'STEADY')
    return (
      <span className={css.quiet}>
        <span aria-hidden="true">{arrow.STEADY}</span> {words('STEADY')}
      </span>
    );
  const isBetter = (direction === 'UP') === (rise === 'better');
  const moved = change === null || change === undefined ? words(direction) : format.signed(change);
  return (
    <span className={css.trend} data-better={isBetter}>
      <span aria-hidden="true">{arrow[direction]}</span>{' '}
      {days === null || days === undefined ? moved : words('trend', { change: moved, days })}
      <span className="ecx-hidden"> {words(isBetter ? 'trendBetter' : 'trendWorse', { direction: words(direction) })}</span>
    </span>
  );
}

/** A probability of 0 to 1 in words first: "about 3 in 10 (31%)". */
export function Chance({ share, exact = true }: { readonly share: number | null | undefined; readonly exact?: boolean }) {
  const words = useWords(common);
  const format = useFormat();
  if (share === null || share === undefined) return <span className={css.quiet}>–</span>;
  const { key, values } = chanceIn(share);
  return (
    <span>
      {words(key, values)}
      {exact && <span className={css.quiet}> ({format.chance(share)})</span>}
    </span>
  );
}
