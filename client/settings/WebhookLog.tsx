import { useMutation, useQuery } from '@apollo/client/react';
import { useAsOf } from '../ui/as-of.ts';
import controls from '../ui/controls.module.css';
import { Card } from '../ui/Figure.tsx';
import { useFormat } from '../ui/format.ts';
import { graphql } from '../ui/graphql.ts';
import { Failure, Section } from '../ui/Section.tsx';
import { toast } from '../ui/toasts.ts';
import { useWords } from '../ui/words.ts';
import css from './settings.module.css';
import webhookCss from './webhooks.module.css';
import { webhookWords } from './words.webhooks.ts';

const asking = graphql(`
  query WebhookDeliveryLog($id: ID!) {
    webhookDeliveries(webhookId: $id, first: 50) {
      nodes {
        id
        cursor
        customerId
        state
        noticedAt
        attempts
        nextAttemptAt
        status
        durationMs
        error
      }
      pageInfo {
        hasNextPage
      }
    }
  }
`);

const replaying = graphql(`
  mutation ReplayWebhook($id: ID!, $after: String!) {
    replayWebhook(id: $id, after: $after)
  }
`);

const pollMs = 5_000;

interface WebhookLogProps {
  readonly id: string;
  readonly name: string;
  readonly onClose: () => void;
}

/** What was sent to a webhook, newest first, and what waits; sent again from any line on. */
export function WebhookLog({ id, name, onClose }: WebhookLogProps) {
  const words = useWords(webhookWords);
  const format = useFormat();
  const isPast = useAsOf().day !== null;
  const asked = useQuery(asking, { variables: { id }, fetchPolicy: 'cache-and-network', pollInterval: pollMs });
  const [replay, { loading, error, reset }] = useMutation(replaying, {
    errorPolicy: 'none',
    refetchQueries: ['WebhookDeliveryLog', 'WebhookList'],
    onCompleted: ({ replayWebhook: count }) => toast(words('replayed', { count })),
  });
  return (
    <Card
      title={words('logTitle', { name })}
      action={
        <button type="button" className={controls.plain} onClick={onClose}>
          {words('close')}
        </button>
      }
    >
      {error !== undefined && <Failure error={error} retry={reset} />}
      <Section asked={{ ...asked, loading: asked.loading && asked.data === undefined }} height={200}>
        {({ webhookDeliveries: { nodes, pageInfo } }) =>
          nodes.length === 0 ? (
            <p className={css.hint}>{words('logNone')}</p>
          ) : (
            <>
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
              <section className={webhookCss.scroll} aria-label={words('logTitle', { name })} tabIndex={0}>
                <table className={webhookCss.log}>
                  <thead>
                    <tr>
                      <th scope="col">{words('when')}</th>
                      <th scope="col">{words('guest')}</th>
                      <th scope="col">{words('stateHead')}</th>
                      <th scope="col">{words('answer')}</th>
                      <th scope="col">{words('tries')}</th>
                      <th scope="col">{words('again')}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {nodes.map((line) => (
                      <tr key={line.id}>
                        <td>{format.time(line.noticedAt)}</td>
                        <td>{line.customerId ?? '–'}</td>
                        <td>
                          {words(line.state)}
                          {line.nextAttemptAt !== null && line.attempts > 0 && (
                            <small> {words('next', { time: format.time(line.nextAttemptAt) })}</small>
                          )}
                        </td>
                        <td>
                          {line.status ?? '–'}
                          {line.durationMs !== null && <small> {format.whole(line.durationMs)} ms</small>}
                          {line.error !== null && <small className={webhookCss.error}>{line.error}</small>}
                        </td>
                        <td>{format.whole(line.attempts)}</td>
                        <td>
                          <button
                            type="button"
                            className={controls.quiet}
                            aria-label={words('replayOf', { time: format.time(line.noticedAt) })}
                            disabled={isPast || loading}
                            onClick={() => void replay({ variables: { id, after: line.cursor } })}
                          >
                            {words('replay')}
                          </button>
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </section>
              {pageInfo.hasNextPage && <p className={css.hint}>{words('logEnd')}</p>}
            </>
          )
        }
      </Section>
    </Card>
  );
}
