import type { ReactNode } from 'react';
import css from './health.module.css';

export interface ComponentRow {
  readonly key: string;
  /** The name, best as a *Why?*. */
  readonly name: ReactNode;
  /** 0 to 100; null: absent, the lane is hatched. */
  readonly score: number | null;
  /** Another instant's score, hollow. */
  readonly other?: number | null | undefined;
  readonly scoreText: ReactNode;
  readonly weightText: ReactNode;
  readonly pointsText: ReactNode;
  readonly trend: ReactNode;
  /** In place of lane, points and trend where the component is absent. */
  readonly absent?: ReactNode;
}

interface ComponentRowsProps {
  readonly rows: readonly ComponentRow[];
  /** Heads of the columns: name, score, weight, points, trend. */
  readonly heads: readonly [string, string, string, string, string];
}

/** Parts of a score on one scale from 0 to 100: dot, weight, points given, trend. */
export function ComponentRows({ rows, heads }: ComponentRowsProps) {
  return (
    <div className={css.parts}>
      <div className={css.partHeads} aria-hidden="true">
        {heads.map((head) => (
          <span key={head}>{head}</span>
        ))}
      </div>
      <ul className={css.partRows}>
        {rows.map(({ key, name, score, other, scoreText, weightText, pointsText, trend, absent }) => (
          <li key={key} className={css.part} data-absent={score === null || undefined}>
            <span className={css.partName}>{name}</span>
            <span className={css.partScore}>{scoreText}</span>
            <span className={css.partLane}>
              {score === null ? (
                <span className={css.partAbsent}>{absent}</span>
              ) : (
                <svg className={css.lane} height="20" aria-hidden="true">
                  <line className={css.laneTrack} x1="0" x2="100%" y1="10" y2="10" />
                  {[40, 60, 80].map((bound) => (
                    <line key={bound} className={css.laneTick} x1={`${bound}%`} x2={`${bound}%`} y1="6" y2="14" />
                  ))}
                  {other !== null && other !== undefined && (
                    <>
                      <line className={css.laneMove} x1={`${other}%`} x2={`${score}%`} y1="10" y2="10" />
                      <circle className={css.hollow} cx={`${other}%`} cy="10" r="5.5" />
                    </>
                  )}
                  <circle className={css.laneDot} cx={`${score}%`} cy="10" r="6" />
                </svg>
              )}
            </span>
            <span className={css.partWeight} data-head={heads[2]}>
              {weightText}
            </span>
            <span className={css.partPoints} data-head={heads[3]}>
              {pointsText}
            </span>
            <span className={css.partTrend}>{trend}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
