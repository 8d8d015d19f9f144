import { useWords } from '../ui/words.ts';
import type { Channel } from './fields.ts';
import css from './filters.module.css';
import { filterWords } from './words.ts';

interface Consent {
  readonly channel: string;
  readonly given?: boolean | null;
}

interface ConsentsEditorProps {
  readonly channels: readonly Channel[];
  readonly wanted: readonly Consent[] | null;
  readonly onChange: (wanted: readonly Consent[] | null) => void;
}

const answers = { any: undefined, true: true, false: false, null: null } as const;
type Answer = keyof typeof answers;

/** One answer about consent for each channel. */
export function ConsentsEditor({ channels, wanted, onChange }: ConsentsEditorProps) {
  const words = useWords(filterWords);
  const answerOf = (channel: Channel): Answer => {
    const found = wanted?.find((consent) => consent.channel === channel);
    return found === undefined ? 'any' : (String(found.given ?? null) as Answer);
  };
  const change = (channel: Channel, answer: Answer) => {
    const next = channels.flatMap((other) => {
      const given = answers[other === channel ? answer : answerOf(other)];
      return given === undefined ? [] : [{ channel: other, given }];
    });
    onChange(next.length === 0 ? null : next);
  };
  return (
    <>
      {channels.map((channel) => (
        <label key={channel} className={css.end}>
          <span>{words(`consent_${channel}`)}</span>
          <select value={answerOf(channel)} onChange={(event) => change(channel, event.currentTarget.value as Answer)}>
            {(Object.keys(answers) as Answer[]).map((answer) => (
              <option key={answer} value={answer}>
                {words(`consent_${answer}`)}
              </option>
            ))}
          </select>
        </label>
      ))}
    </>
  );
}
