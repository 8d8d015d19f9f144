import { type FormEvent, useId, useState } from 'react';
import { endOfDay } from '../ui/as-of.ts';
import { Icon } from '../ui/Icon.tsx';
import { Pop } from '../ui/Pop.tsx';
import { useSetting } from '../ui/viewer.ts';
import { useReading, useWords } from '../ui/words.ts';
import { useActs } from './acts.ts';
import css from './alerts.module.css';
import { useAssignees } from './counts.ts';
import type { AlertRow } from './row.ts';
import { alertWords } from './words.ts';

interface AlertActsProps {
  /** What is acted on: one, or all that are chosen. */
  readonly alerts: readonly AlertRow[];
  readonly isPast: boolean;
  /** Told when something was done that leaves nothing to choose. */
  readonly onDone?: () => void;
}

/** Seen, assign, snooze, resolve: for one alert or for many. */
export function AlertActs({ alerts, isPast, onDone }: AlertActsProps) {
  const words = useWords(alertWords);
  const acts = useActs();
  const { name: me } = useSetting();
  const hint = isPast ? words('pastReadOnly') : undefined;
  const open = alerts.filter(({ status }) => status !== 'RESOLVED');
  const unseen = open.filter(({ acknowledgedAt }) => acknowledgedAt === null);
  const asleep = open.filter(({ status }) => status === 'SNOOZED');
  const act = (done: Promise<void>, close?: () => void) => {
    close?.();
    void done.then(onDone);
  };
  if (open.length === 0) return null;
  const rest = { disabled: isPast, title: hint };
  return (
    <>
      {unseen.length > 0 && (
        <button type="button" className={css.button} {...rest} onClick={() => act(acts.acknowledge(open))}>
          <Icon name="check" size={14} /> {words('seenButton')}
        </button>
      )}
      <Pop
        title={words('assignTo')}
        className={css.button}
        mark="assign"
        disabled={isPast}
        hint={hint}
        content={(close) => <Assign me={me} onAssign={(who) => act(acts.assign(open, who), close)} />}
      >
        {words('assign')} <Icon name="down" size={12} />
      </Pop>
      <Pop
        title={words('snoozeFor')}
        className={css.button}
        mark="snooze"
        disabled={isPast}
        hint={hint}
        content={(close) => <Snooze onSnooze={(until) => act(acts.snooze(open, until), close)} />}
      >
        {words('snooze')} <Icon name="down" size={12} />
      </Pop>
      {asleep.length > 0 && (
        <button type="button" className={css.button} {...rest} onClick={() => act(acts.wake(asleep))}>
          {words('wake')}
        </button>
      )}
      <button type="button" className={css.button} {...rest} onClick={() => act(acts.resolve(open))}>
        {words('resolve')}
      </button>
    </>
  );
}

function Assign({ me, onAssign }: { readonly me: string; readonly onAssign: (who: string | null) => void }) {
  const words = useWords(alertWords);
  const [name, setName] = useState('');
  const known = useAssignees();
  const id = useId();
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== '') onAssign(name.trim());
  };
  return (
    <form className={css.popForm} onSubmit={save}>
      <div className={css.quick}>
        <button type="button" className={css.button} data-first onClick={() => onAssign(me)}>
          {words('assignMe')}
        </button>
        <button type="button" className={css.button} onClick={() => onAssign(null)}>
          {words('assignNobody')}
        </button>
      </div>
      <label htmlFor={id}>{words('assignName')}</label>
      <div className={css.quick}>
        <input
          id={id}
          className={css.input}
          list={`${id}-known`}
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <datalist id={`${id}-known`}>
          {known.map((who) => (
            <option key={who} value={who} />
          ))}
        </datalist>
        <button type="submit" className={css.button}>
          {words('assignSave')}
        </button>
      </div>
    </form>
  );
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);

function Snooze({ onSnooze }: { readonly onSnooze: (until: Date) => void }) {
  const words = useWords(alertWords);
  const { timeZone } = useReading();
  const [now] = useState(() => Date.now());
  const [day, setDay] = useState(dayOf(now + 3 * dayMs));
  const id = useId();
  const save = (event: FormEvent) => {
    event.preventDefault();
    const morning = morningOf(day, timeZone);
    if (morning !== null && morning.getTime() > Date.now()) onSnooze(morning);
  };
  return (
    <form className={css.popForm} onSubmit={save}>
      <div className={css.quick}>
        <button type="button" className={css.button} data-first onClick={() => onSnooze(new Date(Date.now() + dayMs))}>
          {words('snoozeDay')}
        </button>
        <button type="button" className={css.button} onClick={() => onSnooze(new Date(Date.now() + 7 * dayMs))}>
          {words('snoozeWeek')}
        </button>
      </div>
      <label htmlFor={id}>{words('snoozeDate')}</label>
      <div className={css.quick}>
        <input
          id={id}
          className={css.input}
          type="date"
          required
          min={dayOf(now + dayMs)}
          max={dayOf(now + 364 * dayMs)}
          value={day}
          onChange={(event) => setDay(event.currentTarget.value)}
        />
        <button type="submit" className={css.button}>
          {words('snoozeSave')}
        </button>
      </div>
    </form>
  );
}

/** Six in the morning of a local day of the venue; null: no day. */
export function morningOf(day: string, timeZone: string): Date | null {
  const start = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(start)) return null;
  return new Date(Date.parse(endOfDay(dayOf(start - dayMs), timeZone)) + 1 + 6 * hourMs);
}
