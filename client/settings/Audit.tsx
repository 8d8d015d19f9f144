import { useQuery } from '@apollo/client/react';
import { useState } from 'react';
import controls from '../ui/controls.module.css';
import { Card } from '../ui/Figure.tsx';
import { graphql } from '../ui/graphql.ts';
import { Section } from '../ui/Section.tsx';
import { useWords } from '../ui/words.ts';
import { AuditTable } from './AuditTable.tsx';
import { type AuditView, auditKinds, auditVariables } from './audit-view.ts';
import css from './settings.module.css';
import webhookCss from './webhooks.module.css';
import { auditWords } from './words.audit.ts';

const asking = graphql(`
  query AuditLog($filter: AuditFilter, $after: String) {
    audit(filter: $filter, first: 50, after: $after) {
      nodes {
        id
        ...AuditTable_entry
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

interface AuditProps {
  /** Whose entries; null: everybody's. */
  readonly guest: string | null;
  readonly onGuest: (guest: string | null) => void;
}

/** Who read and changed what, newest first; of one guest: who saw them. */
export function Audit({ guest, onGuest }: AuditProps) {
  const words = useWords(auditWords);
  const [view, setView] = useState<AuditView>({ kind: null, onlyRefused: false });
  const [draft, setDraft] = useState(guest ?? '');
  const asked = useQuery(asking, { variables: auditVariables(view, guest), fetchPolicy: 'network-only' });
  const { data, fetchMore } = asked;
  const showMore = async (after: string) => {
    await fetchMore({
      variables: { after },
      updateQuery: (before, { fetchMoreResult: { audit } }) => ({
        ...before,
        audit: { ...audit, nodes: [...before.audit.nodes, ...audit.nodes] },
      }),
    }).catch(() => undefined);
  };
  return (
    <>
      <p className={css.intro}>{words('intro')}</p>
      <Card title={guest === null ? words('title') : words('titleOf', { guest })}>
        <form
          className={webhookCss.filters}
          onSubmit={(event) => {
            event.preventDefault();
            onGuest(draft.trim() === '' ? null : draft.trim());
          }}
        >
          <label className={controls.field}>
            <span>{words('kind')}</span>
            <select
              className={controls.input}
              value={view.kind ?? ''}
              onChange={(event) =>
                setView({ ...view, kind: auditKinds.find((kind) => kind === event.currentTarget.value) ?? null })
              }
            >
              <option value="">{words('anyKind')}</option>
              {auditKinds.map((kind) => (
                <option key={kind} value={kind}>
                  {words(kind)}
                </option>
              ))}
            </select>
          </label>
          <label className={controls.field}>
            <span>{words('guest')}</span>
            <input
              className={controls.input}
              type="text"
              autoComplete="off"
              value={draft}
              onChange={(event) => setDraft(event.currentTarget.value)}
            />
          </label>
          <button type="submit" className={controls.plain}>
            {words('find')}
          </button>
          <label className={controls.check}>
            <input
              type="checkbox"
              checked={view.onlyRefused}
              onChange={(event) => setView({ ...view, onlyRefused: event.currentTarget.checked })}
            />
            <span>{words('onlyRefused')}</span>
          </label>
        </form>
        <Section asked={{ ...asked, loading: asked.loading && data === undefined }} height={400}>
          {({ audit: { nodes, pageInfo } }) => (
            <>
              {nodes.length === 0 ? <p className={css.hint}>{words('none')}</p> : <AuditTable entries={nodes} />}
              {pageInfo.hasNextPage && pageInfo.endCursor !== null && (
                <div className={controls.foot}>
                  <button type="button" className={controls.plain} onClick={() => void showMore(pageInfo.endCursor ?? '')}>
                    {words('more')}
                  </button>
                </div>
              )}
            </>
          )}
        </Section>
        <p className={`${css.hint} ${webhookCss.after}`}>{words('verify')}</p>
      </Card>
    </>
  );
}
