import { useMutation } from '@apollo/client/react';
import { useState } from 'react';
import { useAsOf } from '../ui/as-of.ts';
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx';
import controls from '../ui/controls.module.css';
import { useFormat } from '../ui/format.ts';
import { type FragmentType, getFragmentData, graphql } from '../ui/graphql.ts';
import { Failure } from '../ui/Section.tsx';
import { toast } from '../ui/toasts.ts';
import { useWords } from '../ui/words.ts';
import css from './settings.module.css';
import type { WebhookForm } from './webhook-form.ts';
import webhookCss from './webhooks.module.css';
import { webhookWords } from './words.webhooks.ts';

const WebhookRow_webhook = graphql(`
  fragment WebhookRow_webhook on Webhook {
    id
    name
    url
    document
    variables
    event
    enabled
    state
    stopReason
    failingSince
    owner
    role
    previousSecretUntil
    waiting
    delivered
    failed
  }
`);

const testing = graphql(`
  mutation TestWebhook($id: ID!) {
    testWebhook(id: $id) {
      delivered
      status
      durationMs
      error
    }
  }
`);

const rotating = graphql(`
  mutation RotateWebhookSecret($id: ID!) {
    rotateWebhookSecret(id: $id) {
      secret
      webhook {
        id
        ...WebhookRow_webhook
      }
    }
  }
`);

const removing = graphql(`
  mutation DeleteWebhook($id: ID!) {
    deleteWebhook(id: $id)
  }
`);

const quietly = { errorPolicy: 'none' } as const;
const marks = { ACTIVE: '●', DISABLED: '◌', FAILING: '◆', STOPPED: '■' } as const;

interface WebhookRowProps {
  readonly webhook: FragmentType<typeof WebhookRow_webhook>;
  readonly onEdit: (form: WebhookForm) => void;
  readonly onLog: (webhook: { readonly id: string; readonly name: string }) => void;
  readonly onSecret: (name: string, secret: string) => void;
}

/** One webhook: whether it works, and what can be done with it. */
export function WebhookRow({ webhook, onEdit, onLog, onSecret }: WebhookRowProps) {
  const words = useWords(webhookWords);
  const format = useFormat();
  const isPast = useAsOf().day !== null;
  const [asking, setAsking] = useState<'rotate' | 'remove' | null>(null);
  const { id, name, url, event, state, stopReason, failingSince, owner, role, previousSecretUntil, ...rest } = getFragmentData(
    WebhookRow_webhook,
    webhook,
  );
  const [test, tested] = useMutation(testing, { variables: { id }, ...quietly });
  const [rotate, rotated] = useMutation(rotating, {
    variables: { id },
    ...quietly,
    fetchPolicy: 'no-cache',
    refetchQueries: ['WebhookList'],
    onCompleted: ({ rotateWebhookSecret: { secret } }) => {
      setAsking(null);
      if (secret !== null) onSecret(name, secret);
    },
  });
  const [remove, removed] = useMutation(removing, {
    variables: { id },
    ...quietly,
    refetchQueries: ['WebhookList'],
    onCompleted: () => {
      setAsking(null);
      toast(words('removed', { name }));
    },
  });
  const { waiting, delivered, failed, document, variables, enabled } = rest;
  const facts = [
    words('figures', { delivered, waiting, failed }),
    words('savedBy', { owner, role: words(role) }),
    previousSecretUntil === null ? null : words('oldSecret', { time: format.time(previousSecretUntil) }),
  ].filter((fact) => fact !== null);
  const result = tested.data?.testWebhook;
  const ms = result === undefined ? '' : format.whole(result.durationMs);
  return (
    <li className={webhookCss.row}>
      <div>
        <h4>{name}</h4>
        <p className={webhookCss.state} data-state={state}>
          <span aria-hidden="true">{marks[state]}</span> {words(state)}
          {stopReason !== null && ` · ${stopReason}`}
          {state === 'FAILING' && failingSince !== null && ` · ${words('failingSince', { ago: format.ago(failingSince) })}`}
        </p>
        <p className={css.hint}>
          <code>{event}</code> → <code>{url}</code>
        </p>
        <p className={css.hint}>{facts.join(' · ')}</p>
        <p className={webhookCss.result} role="status" data-good={result?.delivered}>
          {result !== undefined &&
            (result.delivered
              ? words('testDone', { status: String(result.status ?? ''), ms })
              : words('testFailed', { error: result.error ?? '', ms }))}
        </p>
        {tested.error !== undefined && <Failure error={tested.error} retry={() => void test()} />}
      </div>
      <div className={webhookCss.acts}>
        <button
          type="button"
          className={controls.plain}
          aria-label={words('logOf', { name })}
          onClick={() => onLog({ id, name })}
        >
          {words('log')}
        </button>
        <button
          type="button"
          className={controls.plain}
          aria-label={words('testOf', { name })}
          disabled={isPast || tested.loading}
          onClick={() => void test()}
        >
          {words('test')}
        </button>
        <button
          type="button"
          className={controls.plain}
          aria-label={words('changeOf', { name })}
          disabled={isPast}
          onClick={() => onEdit({ id, name, url, document, variables, enabled })}
        >
          {words('change')}
        </button>
        <button
          type="button"
          className={controls.plain}
          aria-label={words('rotateOf', { name })}
          disabled={isPast}
          onClick={() => setAsking('rotate')}
        >
          {words('rotate')}
        </button>
        <button
          type="button"
          className={controls.danger}
          aria-label={words('removeOf', { name })}
          disabled={isPast}
          onClick={() => setAsking('remove')}
        >
          {words('remove')}
        </button>
      </div>
      {asking === 'rotate' && (
        <ConfirmDialog
          title={words('rotateTitle', { name })}
          action={words('rotate')}
          isBusy={rotated.loading}
          error={rotated.error}
          onConfirm={() => void rotate()}
          onClose={() => setAsking(null)}
        >
          <p>{words('rotateText')}</p>
        </ConfirmDialog>
      )}
      {asking === 'remove' && (
        <ConfirmDialog
          title={words('removeTitle', { name })}
          action={words('remove')}
          typed={{ label: words('removeType', { name }), word: name }}
          isDanger
          isBusy={removed.loading}
          error={removed.error}
          onConfirm={() => void remove()}
          onClose={() => setAsking(null)}
        >
          <p>{words('removeText')}</p>
        </ConfirmDialog>
      )}
    </li>
  );
}
