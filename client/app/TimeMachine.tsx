import { useQuery } from '@apollo/client/react';
import { useId, useRef } from 'react';
import { useAsOf } from '../ui/as-of.ts';
import { useFormat } from '../ui/format.ts';
import { graphql } from '../ui/graphql.ts';
import { Icon } from '../ui/Icon.tsx';
import { useReading, useWords } from '../ui/words.ts';
import css from './app.module.css';
import { appWords } from './words.ts';

const days = graphql(`
  query TimeMachineDays {
    venue {
      firstEventOn
    }
  }
`);

const dayMs = 86_400_000;
const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);

/** The day that everything is seen from: a calendar and a slider over the days with data. */
export function TimeMachine() {
  const words = useWords(appWords);
  const format = useFormat();
  const { day, go } = useAsOf();
  const panel = useRef<HTMLDivElement>(null);
  const id = useId();
  return (
    <>
      <button type="button" className={css.headButton} popoverTarget={id} title={words('timeMachine')} data-time-machine>
        <Icon name="calendar" />
        <span>{day === null ? words('today') : format.day(day)}</span>
        <Icon name="down" size={12} />
      </button>
      <div ref={panel} id={id} popover="auto" className={css.timePanel}>
        <h2>{words('timeMachine')}</h2>
        <Days onPick={go} picked={day} />
        {day !== null && (
          <button
            type="button"
            className={css.plainButton}
            onClick={() => {
              panel.current?.hidePopover();
              go(null);
            }}
          >
            {words('backToToday')}
          </button>
        )}
      </div>
    </>
  );
}

function Days({ picked, onPick }: { readonly picked: string | null; readonly onPick: (day: string | null) => void }) {
  const words = useWords(appWords);
  const format = useFormat();
  const { timeZone } = useReading();
  const id = useId();
  const { data } = useQuery(days);
  const today = new Intl.DateTimeFormat('en-CA', { timeZone }).format(Date.now());
  const first = data?.venue.firstEventOn ?? dayOf(Date.parse(today) - 365 * dayMs);
  const last = dayOf(Date.parse(today) - dayMs);
  const shown = picked ?? today;
  const pick = (day: string) => {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return;
    onPick(day >= today ? null : day < first ? first : day);
  };
  const step = (by: number) => pick(dayOf(Date.parse(shown) + by * dayMs));
  const span = Math.max(1, Math.round((Date.parse(today) - Date.parse(first)) / dayMs));
  return (
    <>
      <div className={css.dayRow}>
        <button type="button" className={css.plainButton} aria-label={words('earlier')} onClick={() => step(-1)}>
          <Icon name="left" />
        </button>
        <label htmlFor={`${id}-day`} className="ecx-hidden">
          {words('pickDay')}
        </label>
        <input
          id={`${id}-day`}
          type="date"
          min={first}
          max={last}
          value={shown}
          onChange={(event) => pick(event.currentTarget.value)}
        />
        <button
          type="button"
          className={css.plainButton}
          aria-label={words('later')}
          disabled={picked === null}
          onClick={() => step(1)}
        >
          <Icon name="right" />
        </button>
      </div>
      <input
        type="range"
        aria-label={words('slider')}
        aria-valuetext={format.day(shown)}
        min={0}
        max={span}
        value={Math.round((Date.parse(shown) - Date.parse(first)) / dayMs)}
        onChange={(event) => pick(dayOf(Date.parse(first) + Number(event.currentTarget.value) * dayMs))}
        onKeyDown={(event) => {
          if (!event.shiftKey || (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight')) return;
          event.preventDefault();
          step(event.key === 'ArrowLeft' ? -7 : 7);
        }}
      />
      <p className={css.ends}>
        <span>{format.day(first)}</span>
        <span>{words('today')}</span>
      </p>
    </>
  );
}
