import type { ReactNode } from 'react';
import css from './health.module.css';
import { lanesOf } from './lanes.ts';

export interface StripMark {
  readonly key: string;
  /** 0 to 100. */
  readonly at: number;
  readonly label: string;
  readonly value: ReactNode;
}

interface Strip100Props {
  readonly guest: StripMark;
  readonly others: readonly StripMark[];
  /** What it shows, in a sentence. */
  readonly name: string;
}

/** Percent of the width that a letter takes, at the narrowest place the strip has. */
const letter = 2.1;
const rowHeight = 18;

/** One strip from 0 to 100: where the guest stands, and ticks for the others, each with its name. */
export function Strip100({ guest, others, name }: Strip100Props) {
  const all = [guest, ...others];
  const lanes = lanesOf(all.map(({ at, label }) => ({ at, width: Math.min(60, (label.length + 4) * letter) })));
  const rows = Math.max(...lanes) + 1;
  return (
    <div className={css.strip} role="img" aria-label={name}>
      <svg className={css.lane} height={28 + rows * rowHeight} aria-hidden="true">
        {[0, 40, 60, 80].map((from, band) => (
          <rect
            key={from}
            className={css.levelBand}
            data-band={band}
            x={`${from}%`}
            width={`${band === 0 ? 40 : 20}%`}
            y="6"
            height="16"
          />
        ))}
        {others.map(({ key, at }, index) => (
          <line
            key={key}
            className={css.stripTick}
            x1={`${at}%`}
            x2={`${at}%`}
            y1="3"
            y2={26 + (lanes[index + 1] ?? 0) * rowHeight}
          />
        ))}
        <line className={css.rule} x1={`${guest.at}%`} x2={`${guest.at}%`} y1="22" y2={26 + (lanes[0] ?? 0) * rowHeight} />
        <svg x={`${guest.at}%`} y="14" overflow="visible" aria-hidden="true">
          <rect className={css.diamond} x="-7" y="-7" width="14" height="14" transform="rotate(45)" />
        </svg>
      </svg>
      {all.map(({ key, at, label, value }, index) => (
        <span
          key={key}
          className={css.stripLabel}
          data-guest={index === 0 || undefined}
          data-end={at < 16 ? 'start' : at > 84 ? 'end' : undefined}
          style={{ left: `${at}%`, top: 26 + (lanes[index] ?? 0) * rowHeight }}
        >
          {label} <strong>{value}</strong>
        </span>
      ))}
    </div>
  );
}
