import { useQuery } from '@apollo/client/react';
import { useEffect, useRef } from 'react';
import { useAsOf } from '../ui/as-of.ts';
import { Evidence } from '../ui/Evidence.tsx';
import { useFormat } from '../ui/format.ts';
import { type FragmentType, getFragmentData, graphql } from '../ui/graphql.ts';
import { Icon } from '../ui/Icon.tsx';
import { useShortcut } from '../ui/keys.ts';
import { Link } from '../ui/Link.tsx';
import { Severity } from '../ui/Marks.tsx';
import { Section } from '../ui/Section.tsx';
import { useMay } from '../ui/viewer.ts';
import { WhyFoot } from '../ui/WhyFoot.tsx';
import { useWords } from '../ui/words.ts';
import { AlertActs } from './AlertActs.tsx';
import { HistoryNoted, HistoryPlain } from './AlertHistory.tsx';
import css from './alerts.module.css';
import { NoteForm } from './NoteForm.tsx';
import { AlertRow_alert, guestName } from './row.ts';
import { useStanding } from './standing.ts';
import { alertWords } from './words.ts';

const opening = graphql(`
  query AlertPanel($id: ID!) {
    healthAlert(id: $id) {
      id
      ...AlertRow_alert
      ...AlertPanel_alert
    }
  }
`);

const AlertPanel_alert = graphql(`
  fragment AlertPanel_alert on HealthAlert {
    asOf
    evidence {
      ...Evidence_list
    }
    suggestedAction {
      title
      description
      expectedNetValue {
        amount
        currency
      }
    }
  }
`);

interface AlertPanelProps {
  readonly id: string;
  readonly onClose: () => void;
}

/** One alert, beside the list or, on a phone, instead of it: what happened, what to do, who did what. */
export function AlertPanel({ id, onClose }: AlertPanelProps) {
  const words = useWords(alertWords);
  const asked = useQuery(opening, { variables: { id } });
  const panel = useRef<HTMLElement>(null);
  useShortcut('Escape', words('keyClose'), onClose);
  useEffect(() => {
    panel.current?.focus({ preventScroll: true });
    if (window.matchMedia('(max-width: 1099px)').matches) window.scrollTo(0, 0);
  }, []);
  return (
    <aside ref={panel} className={css.panel} aria-label={words('panel')} tabIndex={-1}>
      <button type="button" className={css.panelClose} onClick={onClose}>
        <span className={css.backIcon}>
          <Icon name="left" /> {words('back')}
        </span>
        <span className={css.closeIcon}>
          <Icon name="close" /> {words('close')}
        </span>
      </button>
      <Section asked={asked} height={480}>
        {({ healthAlert }) => (healthAlert === null ? <p>{words('gone')}</p> : <Opened alert={healthAlert} />)}
      </Section>
    </aside>
  );
}

type OpenedAlert = FragmentType<typeof AlertRow_alert> & FragmentType<typeof AlertPanel_alert>;

function Opened({ alert }: { readonly alert: OpenedAlert }) {
  const words = useWords(alertWords);
  const format = useFormat();
  const { day } = useAsOf();
  const records = useMay('RECORD');
  const readsNotes = useMay('READ_CONTACT');
  const row = getFragmentData(AlertRow_alert, alert);
  const { asOf, evidence, suggestedAction: action } = getFragmentData(AlertPanel_alert, alert);
  const standing = useStanding(row);
  const name = guestName(row);
  const net = action?.expectedNetValue;
  return (
    <div className={css.opened}>
      <div>
        <p className={css.panelMeta}>
          <Severity level={row.severity} /> <span>{words(row.kind)}</span>
          <time dateTime={row.raisedAt} title={format.time(row.raisedAt)}>
            {format.ago(row.raisedAt)}
          </time>
        </p>
        <h2 className={css.panelTitle}>{name}</h2>
        <p className={css.message}>{row.message}</p>
        {standing.length > 0 && <p className={css.standing}>{standing.join(' · ')}</p>}
        <p>
          <Link to={{ to: 'guest', id: row.customerId }}>{words('toGuest', { name })}</Link>
        </p>
      </div>
      {records && (
        <div className={css.acts} data-panel-acts>
          <AlertActs alerts={[row]} isPast={day !== null} />
        </div>
      )}
      <section>
        <Evidence items={evidence} />
      </section>
      {action !== null && (
        <section>
          <h3 className={css.panelHead}>{words('suggestion')}</h3>
          <p>
            <strong>{action.title}</strong>
          </p>
          <p>{action.description}</p>
          {net !== null && net !== undefined && <p className={css.quiet}>{words('worth', { amount: format.money(net) })}</p>}
        </section>
      )}
      <section>
        <h3 className={css.panelHead}>{words('history')}</h3>
        {readsNotes ? <HistoryNoted id={row.id} /> : <HistoryPlain id={row.id} />}
        {records && readsNotes && <NoteForm alert={row} isPast={day !== null} />}
      </section>
      <WhyFoot asOf={asOf} query={explored} variables={{ id: row.id }} />
    </div>
  );
}

const explored =
  'query Alert($id: ID!) { healthAlert(id: $id) { kind severity status message raisedAt evidence { name value unit events } suggestedAction { title description } history { kind at by } } }';
