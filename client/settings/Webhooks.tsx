import { useQuery } from '@apollo/client/react';
import { useState } from 'react';
import { useAsOf } from '../ui/as-of.ts';
import controls from '../ui/controls.module.css';
import { Card } from '../ui/Figure.tsx';
import { graphql } from '../ui/graphql.ts';
import { Section } from '../ui/Section.tsx';
import { useWords } from '../ui/words.ts';
import { Secret } from './Secret.tsx';
import css from './settings.module.css';
import { WebhookEditor } from './WebhookEditor.tsx';
import { WebhookLog } from './WebhookLog.tsx';
import { WebhookRow } from './WebhookRow.tsx';
import { emptyWebhook, type WebhookForm } from './webhook-form.ts';
import { webhookWords } from './words.webhooks.ts';

const asking = graphql(`
  query WebhookList {
    webhooks {
      id
      ...WebhookRow_webhook
    }
  }
`);

const pollMs = 10_000;

/** Programs that are told what happens: whether each works, what was sent, made and changed here. */
export function Webhooks() {
  const words = useWords(webhookWords);
  const isPast = useAsOf().day !== null;
  const asked = useQuery(asking, { fetchPolicy: 'cache-and-network', pollInterval: pollMs });
  const [form, setForm] = useState<WebhookForm | null>(null);
  const [secret, setSecret] = useState<{ readonly name: string; readonly secret: string } | null>(null);
  const [logged, setLogged] = useState<{ readonly id: string; readonly name: string } | null>(null);
  return (
    <>
      <p className={css.intro}>
        {words('intro')} <a href="/docs/guides/webhooks">{words('guide')}</a>
      </p>
      {isPast && <p className={css.note}>{words('pastReason')}</p>}
      {secret !== null && (
        <Secret
          title={words('secretTitle', { name: secret.name })}
          label={words('secret')}
          secret={secret.secret}
          onDone={() => setSecret(null)}
        />
      )}
      {form !== null && (
        <WebhookEditor
          key={form.id ?? 'new'}
          initial={form}
          onDone={(name, made) => {
            setForm(null);
            if (made !== null) setSecret({ name, secret: made });
          }}
        />
      )}
      <Section asked={{ ...asked, loading: asked.loading && asked.data === undefined }} height={240}>
        {({ webhooks }) => (
          <Card
            title={words('list')}
            action={
              form === null && !isPast ? (
                <button type="button" className={controls.primary} onClick={() => setForm(emptyWebhook)}>
                  {words('add')}
                </button>
              ) : undefined
            }
          >
            {webhooks.length === 0 ? (
              <p className={css.hint}>{words('none')}</p>
            ) : (
              <ul className={css.facts}>
                {webhooks.map((webhook) => (
                  <WebhookRow
                    key={webhook.id}
                    webhook={webhook}
                    onEdit={setForm}
                    onLog={setLogged}
                    onSecret={(name, made) => setSecret({ name, secret: made })}
                  />
                ))}
              </ul>
            )}
          </Card>
        )}
      </Section>
      {logged !== null && <WebhookLog key={logged.id} id={logged.id} name={logged.name} onClose={() => setLogged(null)} />}
    </>
  );
}
