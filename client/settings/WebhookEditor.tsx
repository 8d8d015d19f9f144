import { useMutation } from '@apollo/client/react';
import { type FormEvent, useState } from 'react';
import controls from '../ui/controls.module.css';
import { Card } from '../ui/Figure.tsx';
import { graphql } from '../ui/graphql.ts';
import { Failure } from '../ui/Section.tsx';
import { toast } from '../ui/toasts.ts';
import { useWords } from '../ui/words.ts';
import css from './settings.module.css';
import { isComplete, type TemplateName, templateNames, templateOf, templates, type WebhookForm } from './webhook-form.ts';
import webhookCss from './webhooks.module.css';
import { webhookWords } from './words.webhooks.ts';

const saving = graphql(`
  mutation SaveWebhook($input: WebhookInput!) {
    saveWebhook(input: $input) {
      secret
      webhook {
        id
        ...WebhookRow_webhook
      }
    }
  }
`);

interface WebhookEditorProps {
  readonly initial: WebhookForm;
  /** `secret`: of a new one; null: saved or left as it was. */
  readonly onDone: (name: string, secret: string | null) => void;
}

/** Makes or changes a webhook; the server says what is wrong with a document. */
export function WebhookEditor({ initial, onDone }: WebhookEditorProps) {
  const words = useWords(webhookWords);
  const [form, setForm] = useState(initial);
  const [save, { loading, error }] = useMutation(saving, {
    fetchPolicy: 'no-cache', // the secret is kept nowhere
    errorPolicy: 'none',
    refetchQueries: ['WebhookList'],
  });
  const change = (part: Partial<WebhookForm>) => setForm((now) => ({ ...now, ...part }));
  const submit = async (event?: FormEvent) => {
    event?.preventDefault();
    const { data } = await save({ variables: { input: form } }).catch(() => ({ data: null }));
    if (data?.saveWebhook === undefined) return;
    toast(words('saved', { name: form.name }));
    onDone(form.name, data.saveWebhook.secret);
  };
  const template = templateOf(form.document);
  return (
    <Card title={initial.id === null ? words('add') : words('edit', { name: initial.name })}>
      <form className={css.form} onSubmit={(event) => void submit(event)}>
        <label className={controls.field}>
          <span>{words('name')}</span>
          <input
            className={controls.input}
            type="text"
            maxLength={100}
            autoComplete="off"
            value={form.name}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
        </label>
        <label className={controls.field}>
          <span>{words('url')}</span>
          <input
            className={controls.input}
            type="url"
            autoComplete="off"
            placeholder="https://"
            value={form.url}
            onChange={(event) => change({ url: event.currentTarget.value })}
          />
        </label>
        <label className={controls.field}>
          <span>{words('template')}</span>
          <select
            className={controls.input}
            value={template ?? 'own'}
            onChange={(event) => {
              const chosen = event.currentTarget.value as TemplateName | 'own';
              if (chosen !== 'own') change({ document: templates[chosen], variables: '{}' });
            }}
          >
            {templateNames.map((name) => (
              <option key={name} value={name}>
                {words(name)}
              </option>
            ))}
            <option value="own">{words('own')}</option>
          </select>
        </label>
        <label className={controls.field}>
          <span>{words('document')}</span>
          <textarea
            className={`${controls.input} ${webhookCss.code}`}
            rows={10}
            spellCheck={false}
            value={form.document}
            onChange={(event) => change({ document: event.currentTarget.value })}
          />
        </label>
        <label className={controls.field}>
          <span>{words('variables')}</span>
          <textarea
            className={`${controls.input} ${webhookCss.code}`}
            rows={2}
            spellCheck={false}
            value={form.variables}
            onChange={(event) => change({ variables: event.currentTarget.value })}
          />
        </label>
        <label className={controls.check}>
          <input type="checkbox" checked={form.enabled} onChange={(event) => change({ enabled: event.currentTarget.checked })} />
          <span>{words('enabled')}</span>
        </label>
        {error !== undefined && <Failure error={error} retry={() => void submit()} />}
        <div className={controls.foot}>
          <button type="submit" className={controls.primary} disabled={!isComplete(form) || loading}>
            {words('save')}
          </button>
          <button type="button" className={controls.plain} onClick={() => onDone(form.name, null)}>
            {words('cancel')}
          </button>
        </div>
      </form>
    </Card>
  );
}
