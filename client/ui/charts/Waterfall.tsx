import type { ReactNode } from 'react';
import css from './health.module.css';

export interface WaterfallStep {
  readonly key: string;
  readonly name: ReactNode;
  /** Points added; negative: taken. */
  readonly points: number;
  readonly text: ReactNode;
}

interface WaterfallProps {
  /** Where it begins, and how that is called; absent: from 0, unnamed. */
  readonly start?: { readonly value: number; readonly name: ReactNode; readonly text: ReactNode };
  readonly steps: readonly WaterfallStep[];
  readonly end: { readonly value: number; readonly name: ReactNode; readonly text: ReactNode };
  /** Signed steps are coloured by their direction; parts of a sum are not. */
  readonly signed?: boolean;
  /** What adds is bad: it gets the colour of "lowers". */
  readonly isRisk?: boolean;
}

/** How something adds up, left to right: each bar begins where the one before ended. */
export function Waterfall({ start, steps, end, signed = false, isRisk = false }: WaterfallProps) {
  const spans = spansOf(
    start?.value ?? 0,
    steps.map(({ points }) => points),
  );
  const [low, high] = boundsOf([...spans.flat(), end.value, start?.value ?? 0], signed);
  const x = (value: number) => ((value - low) / (high - low)) * 100;
  return (
    <div className={css.waterfall}>
      {start !== undefined && <Total {...start} at={x(start.value)} />}
      {steps.map(({ key, name, points, text }, index) => {
        const [a, b] = spans[index] ?? [0, 0];
        const kind = signed ? (points < 0 !== isRisk ? 'lowers' : 'raises') : 'part';
        return (
          <div key={key} className={css.fallRow}>
            <span>{name}</span>
            <svg className={css.lane} height="18" aria-hidden="true">
              <rect
                className={css.fallBar}
                data-kind={kind}
                x={`${x(Math.min(a, b))}%`}
                width={points === 0 ? 0 : `${Math.max(0.6, Math.abs(x(b) - x(a)))}%`}
                y="3"
                height="12"
                rx="2"
              />
              <line className={css.laneTick} x1={`${x(b)}%`} x2={`${x(b)}%`} y1="15" y2="22" />
            </svg>
            <span className={css.fallText}>{text}</span>
          </div>
        );
      })}
      <Total {...end} at={x(end.value)} />
    </div>
  );
}

function Total({ name, text, at }: { readonly name: ReactNode; readonly text: ReactNode; readonly at: number }) {
  return (
    <div className={css.fallRow}>
      <span className={css.fallTotal}>{name}</span>
      <svg className={css.lane} height="18" aria-hidden="true">
        <circle className={css.laneDot} cx={`${at}%`} cy="9" r="6" />
      </svg>
      <span className={`${css.fallText} ${css.fallTotal}`}>{text}</span>
    </div>
  );
}

/** Where each bar begins and ends. */
export function spansOf(start: number, points: readonly number[]): [from: number, to: number][] {
  let at = start;
  return points.map((step) => {
    const from = at;
    at += step;
    return [from, at];
  });
}

/** The scale: from 0 for parts of a sum; around the values, at least 10 points wide, for signed steps. */
function boundsOf(values: readonly number[], signed: boolean): [low: number, high: number] {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (!signed) return [0, Math.max(most, 1)];
  const room = Math.max(1, (10 - (most - least)) / 2);
  return [Math.max(0, least - room), Math.min(100, most + room) || 1];
}
