import { type DragEvent, useId, useRef, useState } from 'react';
import type { ImportTable } from '../generated/graphql.ts';
import { useAsOf } from '../ui/as-of.ts';
import controls from '../ui/controls.module.css';
import { Card } from '../ui/Figure.tsx';
import { useFormat } from '../ui/format.ts';
import { Icon } from '../ui/Icon.tsx';
import { useWords } from '../ui/words.ts';
import css from './data.module.css';
import { guessTable, importTables } from './tables.ts';
import { headerOf, sendFile } from './upload.ts';
import { dataWords } from './words.ts';

/** A file that somebody chose. */
interface Chosen {
  readonly key: number;
  readonly file: File;
  readonly table: ImportTable;
  /** Share that is sent; null: it waits. */
  readonly sent: number | null;
  readonly problem: string | null;
}

let nextKey = 1;

/** Takes files, guesses what each holds, and sends them one after another. @param onSent called after each. */
export function UploadPanel({ onSent }: { readonly onSent: () => void }) {
  const words = useWords(dataWords);
  const { day } = useAsOf();
  const [files, setFiles] = useState<readonly Chosen[]>([]);
  const [isSending, setSending] = useState(false);
  const isPast = day !== null;
  const change = (key: number, part: Partial<Chosen>) =>
    setFiles((now) => now.map((file) => (file.key === key ? { ...file, ...part } : file)));
  const remove = (key: number) => setFiles((now) => now.filter((file) => file.key !== key));
  const add = async (list: FileList | null) => {
    const added = await Promise.all(
      [...(list ?? [])].map(async (file) => {
        const table = guessTable(file.name, await headerOf(file));
        nextKey += 1;
        return { key: nextKey, file, table, sent: null, problem: null };
      }),
    );
    setFiles((now) => [...now, ...added]);
  };
  const send = async () => {
    setSending(true);
    for (const { key, file, table } of files) {
      change(key, { sent: 0, problem: null });
      try {
        await sendFile(file, table, (sent) => change(key, { sent }), words('sendFailed'));
        remove(key);
        onSent();
      } catch (error) {
        change(key, { sent: null, problem: error instanceof Error ? error.message : words('sendFailed') });
      }
    }
    setSending(false);
  };
  return (
    <section aria-labelledby="ecx-upload" className={css.upload}>
      <h2 id="ecx-upload">{words('uploadTitle')}</h2>
      <Card>
        <DropPlace
          disabled={isPast || isSending}
          reason={isPast ? words('pastReason') : null}
          onFiles={(list) => void add(list)}
        />
        {files.length > 0 && (
          <>
            <h3 className={css.chosenTitle}>{words('chosenTitle', { count: files.length })}</h3>
            <ul className={css.chosen}>
              {files.map((chosen) => (
                <ChosenFile
                  key={chosen.key}
                  chosen={chosen}
                  isSending={isSending}
                  onTable={(table) => change(chosen.key, { table })}
                  onRemove={() => remove(chosen.key)}
                />
              ))}
            </ul>
            <button type="button" className={controls.primary} disabled={isSending || isPast} onClick={() => void send()}>
              <Icon name="upload" /> {words('send', { count: files.length })}
            </button>
          </>
        )}
      </Card>
    </section>
  );
}

interface DropPlaceProps {
  readonly disabled: boolean;
  /** Why it is disabled. */
  readonly reason: string | null;
  readonly onFiles: (files: FileList | null) => void;
}

function DropPlace({ disabled, reason, onFiles }: DropPlaceProps) {
  const words = useWords(dataWords);
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const id = useId();
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (!disabled) onFiles(event.dataTransfer.files);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut; the button beside it does the same
    <div
      className={css.drop}
      data-over={isOver && !disabled}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      <p>
        <span className={css.dropWord}>{words('drop')} </span>
        <button
          type="button"
          className={controls.plain}
          disabled={disabled}
          aria-describedby={id}
          onClick={() => input.current?.click()}
        >
          <Icon name="upload" /> {words('choose')}
        </button>
      </p>
      <p id={id} className={css.hint}>
        {reason ?? words('uploadHint')}
      </p>
      <p className={css.hint}>
        <a href="/docs/guides/your-data">{words('uploadGuide')}</a>
      </p>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept=".csv,.tsv,.txt,.gz,text/csv"
        onChange={(event) => {
          onFiles(event.currentTarget.files);
          event.currentTarget.value = '';
        }}
      />
    </div>
  );
}

interface ChosenFileProps {
  readonly chosen: Chosen;
  readonly isSending: boolean;
  readonly onTable: (table: ImportTable) => void;
  readonly onRemove: () => void;
}

function ChosenFile({ chosen, isSending, onTable, onRemove }: ChosenFileProps) {
  const words = useWords(dataWords);
  const format = useFormat();
  const { file, table, sent, problem } = chosen;
  return (
    <li>
      <span className={css.fileName}>{file.name}</span>
      {sent === null ? (
        <>
          <select
            className={controls.input}
            aria-label={words('holds', { file: file.name })}
            disabled={isSending}
            value={table}
            onChange={(event) => onTable(event.currentTarget.value as ImportTable)}
          >
            {importTables.map((name) => (
              <option key={name} value={name}>
                {words(name)}
              </option>
            ))}
          </select>
          <button
            type="button"
            className={controls.quiet}
            aria-label={words('remove', { file: file.name })}
            disabled={isSending}
            onClick={onRemove}
          >
            <Icon name="close" />
          </button>
        </>
      ) : (
        <>
          <progress aria-label={words('sending', { file: file.name })} value={sent} />
          <span className={css.hint}>{words('sent', { share: format.percent(sent) })}</span>
        </>
      )}
      {problem !== null && (
        <p className={css.problem} role="alert">
          {problem}
        </p>
      )}
    </li>
  );
}
