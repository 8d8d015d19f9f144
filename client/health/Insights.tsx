import { useQuery } from '@apollo/client/react';
import type { ReactNode } from 'react';
import { useAsOf } from '../ui/as-of.ts';
import { Evidence } from '../ui/Evidence.tsx';
import { Card } from '../ui/Figure.tsx';
import { useFormat } from '../ui/format.ts';
import { type FragmentType, getFragmentData, graphql } from '../ui/graphql.ts';
import { Severity } from '../ui/Marks.tsx';
import { Section } from '../ui/Section.tsx';
import { Why } from '../ui/Why.tsx';
import { WhyFoot } from '../ui/WhyFoot.tsx';
import { useWords } from '../ui/words.ts';
import { insightQuery } from './explorer.ts';
import css from './health.module.css';
import { healthWords } from './words.ts';

export const Insights_action = graphql(`
  fragment Insights_action on SuggestedAction {
    actionId
    title
    description
    channel
    expectedNetValue {
      amount
      currency
    }
    expectedCost {
      amount
      currency
    }
    uplift
    upliftUnit
    upliftSource
    evidence {
      ...Evidence_list
    }
  }
`);

const insights = graphql(`
  query HealthInsights($id: ID!, $asOf: DateTime) {
    customerHealthScore(customerId: $id, asOf: $asOf) {
      asOf
      insights {
        criticalAlerts {
          kind
          severity
          message
          evidence {
            ...Evidence_list
          }
          suggestedAction {
            title
          }
        }
        opportunities {
          ...Insights_action
        }
        recommendations {
          ...Insights_action
        }
      }
    }
  }
`);

/** What calls for attention, and what to do about it. */
export function Insights({ customerId }: { readonly customerId: string }) {
  const words = useWords(healthWords);
  const { instant } = useAsOf();
  const asked = useQuery(insights, { variables: { id: customerId, asOf: instant } });
  return (
    <Section asked={asked} height={280}>
      {({ customerHealthScore: health }) => {
        const all = health?.insights;
        if (health === null || all === null || all === undefined) return null;
        const foot = <WhyFoot asOf={health.asOf} query={insightQuery} variables={{ id: customerId, asOf: health.asOf }} />;
        return (
          <div className={css.three}>
            <Card title={words('alertsTitle', { count: all.criticalAlerts.length })}>
              <ul className={css.rows}>
                {all.criticalAlerts.map((alert) => (
                  <li key={alert.kind}>
                    <Severity level={alert.severity} />{' '}
                    <Why
                      path={`health.alert.${alert.kind}`}
                      label={alert.message}
                      title={words('whyAlert')}
                      content={() => (
                        <div className={css.stack}>
                          <p>{alert.message}</p>
                          <Evidence items={alert.evidence} />
                          {foot}
                        </div>
                      )}
                    >
                      {alert.message}
                    </Why>
                    {alert.suggestedAction !== null && (
                      <span className={css.noteLine}>{words('suggested', { action: alert.suggestedAction.title })}</span>
                    )}
                  </li>
                ))}
              </ul>
            </Card>
            <Card title={words('recommendationsTitle', { count: all.recommendations.length })}>
              <Actions actions={all.recommendations} foot={foot} />
            </Card>
            <Card title={words('opportunitiesTitle', { count: all.opportunities.length })}>
              <Actions actions={all.opportunities} foot={foot} />
            </Card>
          </div>
        );
      }}
    </Section>
  );
}

interface ActionsProps {
  readonly actions: readonly FragmentType<typeof Insights_action>[];
  readonly foot: ReactNode;
}

function Actions({ actions, foot }: ActionsProps) {
  const words = useWords(healthWords);
  const format = useFormat();
  return (
    <ol className={css.steps}>
      {getFragmentData(Insights_action, actions).map((action) => (
        <li key={action.actionId}>
          <span className={css.actionHead}>
            <strong>{action.title}</strong>
            {action.expectedNetValue !== null && (
              <Why
                path={`health.action.${action.actionId}`}
                label={words('worth', { amount: format.money(action.expectedNetValue) })}
                title={action.title}
                content={() => (
                  <div className={css.stack}>
                    <p>
                      {words(action.upliftUnit === 'RETURN' ? 'upliftRETURN' : 'upliftSPEND', {
                        share: format.percent(action.uplift, 1),
                        source: action.upliftSource,
                      })}
                    </p>
                    <Evidence items={action.evidence} />
                    {foot}
                  </div>
                )}
              >
                {format.money(action.expectedNetValue)}
              </Why>
            )}
          </span>
          <span className={css.noteLine}>{action.description}</span>
          <span className={css.noteLine}>
            {[
              words(`channel${action.channel}`),
              ...(action.expectedCost === null
                ? []
                : [
                    Number(action.expectedCost.amount) === 0
                      ? words('free')
                      : words('cost', { amount: format.money(action.expectedCost) }),
                  ]),
              words('assumed'),
            ].join(' · ')}
          </span>
        </li>
      ))}
    </ol>
  );
}
