import { useFormat } from '../ui/format.ts';
import { type FragmentType, getFragmentData, graphql } from '../ui/graphql.ts';
import { Link } from '../ui/Link.tsx';
import { useWords } from '../ui/words.ts';
import { whatOf } from './audit-view.ts';
import webhookCss from './webhooks.module.css';
import { shortWho } from './who.ts';
import { auditWords } from './words.audit.ts';

export const AuditTable_entry = graphql(`
  fragment AuditTable_entry on AuditEntry {
    id
    at
    kind
    door
    principal
    name
    role
    operation
    acts
    targets
    fields
    codes
    customerIds
  }
`);

const mostGuests = 3;

/** Entries of the audit log as a table that scrolls sideways by itself where it must. */
export function AuditTable({ entries }: { readonly entries: readonly FragmentType<typeof AuditTable_entry>[] }) {
  const words = useWords(auditWords);
  const format = useFormat();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className={webhookCss.scroll} aria-label={words('title')} tabIndex={0}>
      <table className={webhookCss.log}>
        <thead>
          <tr>
            <th scope="col">{words('when')}</th>
            <th scope="col">{words('who')}</th>
            <th scope="col">{words('what')}</th>
            <th scope="col">{words('guests')}</th>
            <th scope="col">{words('data')}</th>
            <th scope="col">{words('outcome')}</th>
          </tr>
        </thead>
        <tbody>
          {getFragmentData(AuditTable_entry, entries).map((entry) => (
            <tr key={entry.id}>
              <td>{format.time(entry.at)}</td>
              <td>
                {entry.name ?? shortWho(entry.principal)}
                <small> {entry.role === null ? words('unknownRole') : words(entry.role)}</small>
              </td>
              <td className={webhookCss.what}>
                {whatOf(entry) ?? words(entry.kind)}
                {entry.targets.length > 0 && ` ${entry.targets.join(', ')}`}
                <small> {words(entry.door)}</small>
              </td>
              <td>
                <Guests ids={entry.customerIds} />
              </td>
              <td>{entry.fields.length === 0 ? '–' : entry.fields.join(', ')}</td>
              <td>
                {entry.codes.length === 0 ? words('done') : <span className={webhookCss.error}>{entry.codes.join(', ')}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Guests({ ids }: { readonly ids: readonly string[] }) {
  const words = useWords(auditWords);
  if (ids.length === 0) return '–';
  return (
    <>
      {ids.slice(0, mostGuests).map((id, at) => (
        <span key={id}>
          {at > 0 && ', '}
          {id.startsWith('erased:') ? words('erased') : <Link to={{ to: 'guest', id }}>{id}</Link>}
        </span>
      ))}
      {ids.length > mostGuests && <small> {words('others', { count: ids.length - mostGuests })}</small>}
    </>
  );
}
