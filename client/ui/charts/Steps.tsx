import type { ReactNode } from 'react';
import css from './health.module.css';
import { monthMarks, placeOf } from './timeline.ts';

export interface StepPoint {
  /** Milliseconds. */
  readonly at: number;
  /** 0 to 100; null: no score from here on, the line breaks. */
  readonly value: number | null;
}

export interface StepMark {
  readonly key: string;
  readonly at: number;
  /** Height 0 to 100; absent: at the top. */
  readonly value?: number | null | undefined;
  readonly kind: 'change' | 'alert' | 'configuration';
  readonly text: string;
}

interface StepsProps {
  readonly points: readonly StepPoint[];
  readonly marks: readonly StepMark[];
  readonly from: number;
  readonly to: number;
  /** Names of the four bands, from the lowest. */
  readonly bands: readonly [string, string, string, string];
  readonly month: (at: string) => ReactNode;
  /** Names the ends where there is no month between them to name. */
  readonly day: (at: string) => ReactNode;
  /** What it shows, in a sentence. */
  readonly name: string;
}

const height = 200;
/** Share of the width left free at the right, so that the newest mark is whole. */
const margin = 0.02;

const iso = (at: number) => new Date(at).toISOString();

/** A score that holds until the next one: steps over tinted levels, with what happened marked on it. */
export function Steps({ points, marks, from, to: last, bands, month, day, name }: StepsProps) {
  const to = last + (last - from) * margin;
  const x = (at: number) => placeOf(at, from, to);
  const months = monthMarks(from, to);
  const ticks =
    months.length > 1
      ? months.map((mark) => ({ ...mark, label: month(mark.at) }))
      : [from, last].map((at) => ({ at: iso(at), x: x(at), minor: false, label: day(iso(at)) }));
  const shown = marks.filter(({ at }) => at >= from && at <= to);
  return (
    <div className={css.steps}>
      <div className={css.stepPlot}>
        <svg className={css.lane} height={height} role="img" aria-label={name}>
          {[0, 40, 60, 80].map((low, band) => (
            <rect
              key={low}
              className={css.levelBand}
              data-band={band}
              width="100%"
              y={`${80 - low + (band === 0 ? -20 : 0)}%`}
              height={band === 0 ? '40%' : '20%'}
            />
          ))}
          <svg viewBox="0 0 100 100" preserveAspectRatio="none" width="100%" height="100%" aria-hidden="true">
            <path className={css.curve} d={stepPath(points, from, to, last)} />
          </svg>
          {points.length < 8 &&
            points.map(({ at, value }) =>
              value === null || at < from ? null : (
                <circle key={at} className={css.laneDot} cx={`${x(at)}%`} cy={`${100 - value}%`} r="4" />
              ),
            )}
          {shown.map((mark) => (
            <Mark key={mark.key} mark={mark} x={x(mark.at)} />
          ))}
        </svg>
        <div className={css.axisLabels} aria-hidden="true">
          {ticks.map((mark) => (
            <span
              key={mark.at}
              style={{ left: `${mark.x}%` }}
              data-minor={mark.minor || undefined}
              data-end={mark.x > 92 ? 'end' : mark.x < 5 ? 'start' : undefined}
            >
              {mark.label}
            </span>
          ))}
        </div>
      </div>
      <div className={css.bandNames} style={{ height }} aria-hidden="true">
        {bands.map((band, index) => (
          <span key={band} style={{ bottom: `${index === 0 ? 20 : 30 + index * 20}%` }}>
            {band}
          </span>
        ))}
      </div>
    </div>
  );
}

function Mark({ mark, x }: { readonly mark: StepMark; readonly x: number }) {
  const y = mark.value === null || mark.value === undefined ? '6%' : `${100 - mark.value}%`;
  return (
    <svg x={`${x}%`} y={mark.kind === 'change' ? y : mark.kind === 'alert' ? '8%' : '97%'} overflow="visible" aria-hidden="true">
      <title>{mark.text}</title>
      {mark.kind === 'change' && <circle className={css.ring} r="9" />}
      {mark.kind === 'alert' && <path className={css.alertMark} d="M0-6 6 5H-6Z" />}
      {mark.kind === 'configuration' && <path className={css.flagMark} d="M0 4V-10H8L6-7 8-4H0" />}
    </svg>
  );
}

/** Horizontal until the next score, then straight to it; broken where there is none. @param last where the line ends. */
export function stepPath(points: readonly StepPoint[], from: number, to: number, last = to): string {
  const x = (at: number) => placeOf(at, from, to);
  let path = '';
  let isDown = false;
  points.forEach(({ at, value }, index) => {
    const until = points[index + 1]?.at ?? last;
    if (value === null) {
      isDown = false;
      return;
    }
    if (until < from) return;
    path += isDown ? `V${100 - value}` : `M${x(at)},${100 - value}`;
    path += `H${x(until)}`;
    isDown = true;
  });
  return path;
}
