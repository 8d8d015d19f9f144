import { useQuery } from '@apollo/client/react';
import { useAsOf } from '../ui/as-of.ts';
import { Bars } from '../ui/charts/Bars.tsx';
import { FactRows } from '../ui/charts/FactRows.tsx';
import { Card, Figure } from '../ui/Figure.tsx';
import { useFormat } from '../ui/format.ts';
import { graphql } from '../ui/graphql.ts';
import { NotYet } from '../ui/NotYet.tsx';
import { Section } from '../ui/Section.tsx';
import { Why } from '../ui/Why.tsx';
import { useWords } from '../ui/words.ts';
import { channelName } from './channels.ts';
import css from './health.module.css';
import { EngagementWhy } from './whys.ts';
import { healthWords } from './words.ts';

const engagement = graphql(`
  query HealthEngagement($id: ID!, $asOf: DateTime) {
    customerHealthScore(customerId: $id, asOf: $asOf) {
      engagementAnalysis {
        overallLevel
        score
        optedOutEverywhere
        channels {
          channel
          deliveries
          opened
          actions
          responseRate
          percentile
        }
        campaigns {
          campaigns
          delivered
          actions
          attributedVisits
          lastAnsweredSentAt
        }
        loyalty {
          tier
          pointsEarned
          pointsRedeemed
          lastActivityAt
        }
        insufficientData {
          ...NotYet_insufficientData
        }
      }
    }
  }
`);

const steps = ['LOW', 'MEDIUM', 'HIGH', 'EXCEPTIONAL'] as const;

/** How far the guest takes part beyond eating: overall, by channel, in campaigns and in the loyalty programme. */
export function Engagement({ customerId }: { readonly customerId: string }) {
  const words = useWords(healthWords);
  const format = useFormat();
  const { instant } = useAsOf();
  const asked = useQuery(engagement, { variables: { id: customerId, asOf: instant } });
  return (
    <Section asked={asked} height={260}>
      {({ customerHealthScore: health }) => {
        const analysis = health?.engagementAnalysis;
        if (analysis === null || analysis === undefined) return null;
        const { overallLevel: level, channels, campaigns, loyalty } = analysis;
        const title = level === null ? words('engagementNone') : words('engagementTitle', { level: words(level) });
        return (
          <div className={css.two}>
            <Figure
              title={title}
              caption={words('engagementCaption')}
              {...(channels.length > 0 && {
                table: {
                  columns: [words('channel'), words('delivered'), words('opened'), words('answered'), words('response')],
                  rows: channels.map((row) => [
                    channelName(row.channel, words),
                    format.whole(row.deliveries),
                    format.whole(row.opened),
                    format.whole(row.actions),
                    format.percent(row.responseRate),
                  ]),
                },
              })}
            >
              {level === null ? (
                <NotYet why={analysis.insufficientData} />
              ) : (
                <>
                  <ol className={css.scaleSteps} aria-hidden="true">
                    {steps.map((step) => (
                      <li key={step} data-here={step === level || undefined}>
                        {step === level && '◆ '}
                        {words(step)}
                      </li>
                    ))}
                  </ol>
                  <p>
                    <Why
                      path="health.engagement"
                      label={title}
                      title={words('whyEngagement')}
                      content={() => <EngagementWhy customerId={customerId} />}
                    >
                      {words('responseAhead', { percentile: format.whole(analysis.score) })}
                    </Why>
                  </p>
                </>
              )}
              {analysis.optedOutEverywhere && <p className={css.strong}>{words('optedOut')}</p>}
              {channels.length === 0 ? (
                <p className={css.note}>{words('channelNone')}</p>
              ) : (
                <Bars
                  full={1}
                  rows={channels.map((row) => ({
                    key: row.channel,
                    name: channelName(row.channel, words),
                    value: row.responseRate,
                    text: format.percent(row.responseRate),
                    note: words('channelLine', { actions: row.actions, deliveries: row.deliveries, opened: row.opened }),
                  }))}
                />
              )}
            </Figure>
            <Card title={words('takesPart')}>
              <FactRows
                facts={[
                  {
                    key: 'campaigns',
                    name: words('campaigns'),
                    value: words('campaignLine', campaigns),
                    note:
                      campaigns.lastAnsweredSentAt === null
                        ? null
                        : words('lastAnswer', { day: format.day(campaigns.lastAnsweredSentAt) }),
                  },
                  {
                    key: 'visits',
                    name: words('visitsAfter'),
                    value: format.whole(campaigns.attributedVisits),
                  },
                  {
                    key: 'loyalty',
                    name: words('loyalty'),
                    value:
                      loyalty === null
                        ? words('loyaltyNone')
                        : words('loyaltyLine', {
                            tier: loyalty.tier ?? words('loyaltyNoTier'),
                            earned: format.whole(loyalty.pointsEarned),
                            redeemed: format.whole(loyalty.pointsRedeemed),
                          }),
                    note:
                      loyalty === null || loyalty.lastActivityAt === null
                        ? null
                        : words('lastActivity', { day: format.day(loyalty.lastActivityAt) }),
                  },
                ]}
              />
            </Card>
          </div>
        );
      }}
    </Section>
  );
}
