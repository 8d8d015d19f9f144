import type { GraphQLSchema } from 'graphql';
import { z } from 'zod';
import { interventionReport, portfolioOverview, todaysActions } from './documents.ts';
import { asOf, both, howMany, rounded } from './guest-tools.ts';
import { inputOf } from './inputs.ts';
import { type Tool, tool } from './tool.ts';

export function todaysActionsTool(schema: GraphQLSchema): Tool {
  return tool({
    name: 'todays_actions',
    title: "Today's actions",
    description:
      'What to do today: the open alerts that nobody has answered, and the guests with a medium or high risk of staying away, most value at stake first, each with the suggested actions and their expected net value.',
    input: z.object({
      filter: inputOf(schema, 'CustomerFilter').optional().describe('Only guests who meet this. Absent: everybody.'),
      first: howMany,
    }),
    document: todaysActions,
    variables: ({ filter, first }) => ({
      first,
      alerts: { status: ['OPEN'], ...(filter === undefined ? {} : { customer: filter }) },
      guests: both(filter, { churnRisks: ['MEDIUM', 'HIGH'] }),
    }),
    textsOfOthers: [
      'healthAlerts.nodes[].customer.name',
      'healthAlerts.nodes[].message',
      'healthAlerts.nodes[].assignee',
      'healthAlerts.nodes[].suggestedAction.description',
      'customers.nodes[].name',
      'customers.nodes[].healthScore.insights.recommendations[].description',
    ],
    summary: ({ healthAlerts, customers }: Actions) => {
      const alerts =
        healthAlerts === null ? '' : `${healthAlerts.totalCount} open alerts, the newest ${healthAlerts.nodes.length} are here. `;
      const ids = (customers?.nodes ?? []).map(({ id }) => JSON.stringify(id));
      const guests =
        ids.length === 0 ? 'Nobody is at a medium or high risk of staying away.' : `Most value at stake: ${ids.join(', ')}.`;
      return alerts + guests;
    },
  });
}

interface Actions {
  readonly healthAlerts: { readonly totalCount: number; readonly nodes: readonly unknown[] } | null;
  readonly customers: { readonly nodes: readonly { readonly id: string }[] } | null;
}

export function portfolioOverviewTool(schema: GraphQLSchema): Tool {
  return tool({
    name: 'portfolio_overview',
    title: 'All guests together',
    description:
      'All guests, or those who meet a filter, together: how many, mean health score and its trend, levels, risks, completeness, value at stake, and the same by segment. Not for partners.',
    input: z.object({
      filter: inputOf(schema, 'CustomerFilter').optional().describe('Only guests who meet this. Absent: everybody.'),
      asOf,
    }),
    document: portfolioOverview,
    variables: (input) => input,
    textsOfOthers: ['portfolio.segments[].segment'],
    summary: ({ portfolio }: { readonly portfolio: Overview }) => {
      const { customers, scored, meanScore, trend, valueAtRisk } = portfolio;
      const shown = (value: number | null) => (value === null ? 'too few to be shown' : String(value));
      const moved =
        trend.change === null ? '' : `, ${trend.change > 0 ? '+' : ''}${rounded(trend.change)} against the trend window`;
      const stake = valueAtRisk === null ? '' : ` At stake: ${valueAtRisk.amount} ${valueAtRisk.currency}.`;
      return `Guests: ${shown(customers)}, with a score: ${shown(scored)}, mean health score ${rounded(meanScore)}${moved}.${stake}`;
    },
  });
}

interface Overview {
  readonly customers: number | null;
  readonly scored: number | null;
  readonly meanScore: number | null;
  readonly trend: { readonly change: number | null };
  readonly valueAtRisk: { readonly amount: string; readonly currency: string } | null;
}

const longestWindow = 365;
const usualWindow = 30;

export function interventionReportTool(schema: GraphQLSchema): Tool {
  return tool({
    name: 'intervention_report',
    title: 'Did what we did pay?',
    description:
      'What each action brought, against guests held back by chance: a verdict and a sentence, lift of return and spend with intervals, net gain and return on what it cost. Says "too little" where there are too few guests; do not read more into it.',
    input: z.object({
      from: z.string().optional().describe('Interventions from this instant on, ISO 8601; absent: a year before `to`.'),
      to: z.string().optional().describe('Interventions before this instant, ISO 8601; absent: now.'),
      action: z.string().min(1).max(200).optional().describe('Only this action, any case; absent: all.'),
      windowDays: z
        .int()
        .min(1)
        .max(longestWindow)
        .default(usualWindow)
        .describe('Days after an intervention that count as its outcome.'),
      filter: inputOf(schema, 'CustomerFilter').optional().describe('Only guests who meet this. Absent: everybody.'),
    }),
    document: interventionReport,
    variables: (input) => input,
    textsOfOthers: ['interventionReport.actions[].action', 'interventionReport.actions[].headline'],
    summary: ({ interventionReport: { actions } }: Interventions) => {
      if (actions.length === 0) return 'No intervention is on record in this period.';
      const judged = actions.map(({ verdict, treated, control }) => `${verdict} (${treated} treated, ${control} held back)`);
      return `${actions.length === 1 ? 'One action' : `${actions.length} actions`}, in the order of the answer: ${judged.join('; ')}.`;
    },
  });
}

interface Interventions {
  readonly interventionReport: {
    readonly actions: readonly { readonly verdict: string; readonly treated: number; readonly control: number }[];
  };
}
