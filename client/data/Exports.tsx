import { useQuery } from '@apollo/client/react';
import { useEffect, useRef } from 'react';
import { useLocation } from 'react-router';
import type { BulkExportState } from '../generated/graphql.ts';
import { DataRows } from '../ui/Figure.tsx';
import { useFormat } from '../ui/format.ts';
import { type FragmentType, getFragmentData, graphql } from '../ui/graphql.ts';
import { Section } from '../ui/Section.tsx';
import { useWords } from '../ui/words.ts';
import css from './data.module.css';
import { ExportRow } from './ExportRow.tsx';
import own from './exports.module.css';
import { RequestExport } from './RequestExport.tsx';
import { exportWords } from './words.exports.ts';

const listing = graphql(`
  query ExportList {
    bulkExports(first: 30) {
      id
      state
      ...ExportRow_export
      ...Exports_ended
    }
  }
`);

const Exports_ended = graphql(`
  fragment Exports_ended on BulkExport {
    format
    state
    requestedAt
    requestedBy
    rows
    problem
  }
`);

const open: readonly BulkExportState[] = ['QUEUED', 'RUNNING', 'DONE'];
const pollMs = 1_000;

/** Files of guests to take along: asked for here, watched, fetched, and forgotten. */
export default function Exports() {
  const words = useWords(exportWords);
  const asked = useQuery(listing, { fetchPolicy: 'cache-and-network' });
  const { data, startPolling, stopPolling } = asked;
  const isRunning = (data?.bulkExports ?? []).some(({ state }) => state === 'QUEUED' || state === 'RUNNING');
  useEffect(() => {
    if (isRunning) startPolling(pollMs);
    return stopPolling;
  }, [isRunning, startPolling, stopPolling]);
  const place = useRef<HTMLElement>(null);
  const isMeant = useLocation().hash === '#exports';
  const isThere = data !== undefined;
  useEffect(() => {
    if (isMeant && isThere) place.current?.scrollIntoView();
  }, [isMeant, isThere]);
  return (
    <section ref={place} id="exports" className={`${css.upload} ${own.section}`} aria-labelledby="ecx-exports">
      <h2 id="ecx-exports">{words('title')}</h2>
      <p className={css.hint}>{words('intro')}</p>
      <RequestExport />
      <Section asked={{ ...asked, loading: asked.loading && data === undefined }} height={80}>
        {({ bulkExports }) => (
          <>
            <ul className={own.list} aria-label={words('list')}>
              {bulkExports
                .filter(({ state }) => open.includes(state))
                .map((job) => (
                  <ExportRow key={job.id} export={job} />
                ))}
            </ul>
            <Earlier jobs={bulkExports.filter(({ state }) => !open.includes(state))} />
            {bulkExports.length === 0 && <p className={css.hint}>{words('none')}</p>}
          </>
        )}
      </Section>
    </section>
  );
}

/** Exports of which no file is kept. */
function Earlier({ jobs }: { readonly jobs: readonly FragmentType<typeof Exports_ended>[] }) {
  const words = useWords(exportWords);
  const format = useFormat();
  const ended = getFragmentData(Exports_ended, jobs);
  if (ended.length === 0) return null;
  const title = words('earlier', { count: ended.length });
  return (
    <details className={own.earlier} open={ended[0]?.state === 'FAILED'}>
      <summary>{title}</summary>
      <div className={css.texts}>
        <DataRows
          label={title}
          columns={[words('when'), words('format'), words('who'), words('rows'), words('state')]}
          rows={ended.map((job) => [
            format.time(job.requestedAt),
            words(job.format),
            job.requestedBy,
            format.whole(job.rows),
            job.problem === null ? words(job.state) : words('problem', { problem: job.problem }),
          ])}
        />
      </div>
    </details>
  );
}
