import { useQuery } from '@apollo/client/react';
import { useEffect, useState } from 'react';
import { useSearchParams } from 'react-router';
import type { ImportState } from '../generated/graphql.ts';
import { graphql } from '../ui/graphql.ts';
import { Section } from '../ui/Section.tsx';
import { useWords } from '../ui/words.ts';
import css from './data.module.css';
import { ImportCard } from './ImportCard.tsx';
import { PastImports } from './PastImports.tsx';
import { importTables } from './tables.ts';
import { UploadPanel } from './UploadPanel.tsx';
import { dataWords } from './words.ts';

const listing = graphql(`
  query ImportList {
    imports(first: 50) {
      id
      table
      state
      ...ImportCard_job
      ...PastImports_job
    }
  }
`);

const running: readonly ImportState[] = ['CHECKING', 'IMPORTING'];
const ended: readonly ImportState[] = ['DONE', 'DISCARDED'];
const pollMs = 1_000;

/** Files on their way in, step by step, and those that came before. One is open at a time, and the address says which. */
export function Imports() {
  const words = useWords(dataWords);
  const asked = useQuery(listing, { fetchPolicy: 'cache-and-network' });
  const { data, startPolling, stopPolling, refetch } = asked;
  const { open, setOpen } = useOpenImport();
  // What was seen on its way stays in its place with its result until somebody closes it.
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  const jobs = data?.imports ?? [];
  const isRunning = jobs.some(({ state }) => running.includes(state));
  useEffect(() => {
    if (isRunning) startPolling(pollMs);
    return stopPolling;
  }, [isRunning, startPolling, stopPolling]);
  const waiting = jobs.filter(({ id, state }) => !ended.includes(state) || (state === 'DONE' && seen.has(id)));
  const names = waiting.map(({ id }) => id).join(' ');
  useEffect(() => {
    if (names !== '') setSeen((now) => new Set([...now, ...names.split(' ')]));
  }, [names]);
  const ordered = waiting.toSorted((a, b) => importTables.indexOf(a.table) - importTables.indexOf(b.table));
  const shown = ordered.find(({ id }) => id === open) ?? (open === 'none' ? undefined : ordered[0]);
  const close = (id: string) => {
    setSeen((now) => new Set([...now].filter((other) => other !== id)));
    setOpen(null);
  };
  return (
    <>
      <UploadPanel
        onSent={() => {
          setOpen(null);
          void refetch();
        }}
      />
      <Section asked={{ ...asked, loading: asked.loading && data === undefined }} height={200}>
        {({ imports }) => (
          <div className={css.files}>
            {ordered.length > 0 && (
              <section className={css.waiting} aria-labelledby="ecx-waiting">
                <h2 id="ecx-waiting">{words('waitingTitle')}</h2>
                {ordered.length > 1 && <p className={css.hint}>{words('orderHint')}</p>}
                {ordered.map((job) => (
                  <ImportCard
                    key={job.id}
                    job={job}
                    isOpen={job.id === shown?.id}
                    onToggle={() => setOpen(job.id === shown?.id ? 'none' : job.id)}
                    onClose={() => close(job.id)}
                  />
                ))}
              </section>
            )}
            <PastImports jobs={imports.filter(({ state }) => ended.includes(state))} />
          </div>
        )}
      </Section>
    </>
  );
}

/** The upload that is open, in the address; "none": all are folded, null: nobody said. */
function useOpenImport() {
  const [query, setQuery] = useSearchParams();
  const setOpen = (id: string | null) =>
    setQuery(
      (now) => {
        const next = new URLSearchParams(now);
        if (id === null) next.delete('import');
        else next.set('import', id);
        return next;
      },
      { replace: true, preventScrollReset: true },
    );
  return { open: query.get('import'), setOpen };
}
