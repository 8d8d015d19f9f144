import { Button, NumberInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useWords } from '../ui/words.ts';
import type { Supposed } from './changes.ts';
import css from './health.module.css';
import { healthWords } from './words.ts';

interface WhatIfFormProps {
  readonly isFull: boolean;
  readonly onAdd: (supposed: Supposed) => void;
}

/** Four small forms, one for each thing that may happen. */
export function WhatIfForm({ isFull, onAdd }: WhatIfFormProps) {
  const words = useWords(healthWords);
  const [count, setCount] = useState<number | string>(1);
  const [every, setEvery] = useState<number | string>('');
  const [spend, setSpend] = useState<number | string>('');
  const [stars, setStars] = useState<number | string>(5);
  const [days, setDays] = useState<number | string>(30);
  const add = (supposed: Supposed) => (event: FormEvent) => {
    event.preventDefault();
    onAdd(supposed);
  };
  const button = (label: string) => (
    <Button type="submit" variant="default" disabled={isFull} aria-label={words('addWhat', { what: label })}>
      {words('add')}
    </Button>
  );
  return (
    <div className={css.forms}>
      <form onSubmit={add({ kind: 'visits', count: orNull(count) ?? 1, everyDays: orNull(every), spend: orNull(spend) })}>
        <NumberInput
          label={words('addVisits')}
          min={1}
          max={100}
          value={count}
          onChange={setCount}
          required
          withAsterisk={false}
        />
        <NumberInput label={words('every')} placeholder={words('optional')} min={1} max={730} value={every} onChange={setEvery} />
        <NumberInput label={words('addSpend')} placeholder={words('optional')} min={0} value={spend} onChange={setSpend} />
        {button(words('addVisits'))}
      </form>
      <form onSubmit={add({ kind: 'feedback', rating: orNull(stars) ?? 5 })}>
        <NumberInput label={words('stars')} min={1} max={5} value={stars} onChange={setStars} required withAsterisk={false} />
        {button(words('addFeedback'))}
      </form>
      <form onSubmit={add({ kind: 'silence', days: orNull(days) ?? 30 })}>
        <NumberInput
          label={words('addSilence')}
          min={1}
          max={730}
          value={days}
          onChange={setDays}
          required
          withAsterisk={false}
        />
        {button(words('addSilence'))}
      </form>
      <form onSubmit={add({ kind: 'answer', channel: null, date: null })}>
        <span className={css.formText}>{words('addAnswer')}</span>
        {button(words('addAnswer'))}
      </form>
    </div>
  );
}

const orNull = (value: number | string) => (typeof value === 'number' ? value : null);
