import type { GraphQLSchema } from 'graphql';
import { z } from 'zod';
import { findGuests, guestOverview, whatIf, whyThisScore } from './documents.ts';
import { inputOf } from './inputs.ts';
import { readsContact, type Tool, tool, type Variables } from './tool.ts';

/** Guests of one answer: more than that nobody reads in a conversation. */
const mostGuests = 25;
const usualGuests = 10;
/** Things supposed in one question. */
const mostChanges = 20;

export const customerId = z.string().min(1).max(200).describe("The guest's id, as find_guests answers it.");
export const asOf = z
  .string()
  .optional()
  .describe('Answer with what was known at this instant or day, ISO 8601, such as 2026-03-01; absent: now.');
export const howMany = z.int().min(1).max(mostGuests).default(usualGuests).describe(`How many, 1 to ${mostGuests}.`);

interface Score {
  readonly healthScore: number | null;
  readonly healthLevel: string | null;
  readonly insufficientData?: { readonly message: string } | null;
}

/** "health 72 (GOOD)", or why there is none. */
function scoreText({ healthScore, healthLevel, insufficientData }: Score): string {
  if (healthScore !== null) return `health score ${healthScore} of 100 (${healthLevel})`;
  return `no health score: ${insufficientData?.message ?? 'not enough data'}`;
}

export function findGuestsTool(schema: GraphQLSchema): Tool {
  return tool({
    name: 'find_guests',
    title: 'Find guests',
    description:
      'Guests by a part of their name, by conditions or both, with id, health score, level, risk of losing them and the value at stake. Start here: other tools take the id.',
    input: z.object({
      search: z.string().min(1).max(320).optional().describe('Part of a name, any case.'),
      filter: inputOf(schema, 'CustomerFilter').optional().describe('Conditions; all of them must hold. Absent: everybody.'),
      orderBy: inputOf(schema, 'CustomerOrder').optional().describe('Order; by name when absent.'),
      first: howMany,
      after: z.string().optional().describe('The endCursor of the answer before, for the next page.'),
    }),
    document: findGuests,
    variables: (input) => input,
    textsOfOthers: ['customers.nodes[].name', 'customers.nodes[].segment', 'customers.nodes[].city'],
    summary: ({ customers }: FoundGuests) => {
      const { totalCount, nodes, pageInfo } = customers;
      const of = totalCount === null ? '' : ` of ${totalCount}`;
      return nodes.length === 0
        ? 'No guest in your reach meets this.'
        : `${nodes.length}${of} guests: ${nodes.map(guestText).join('; ')}.${pageInfo.hasNextPage ? ' There are more: ask again with after = endCursor.' : ''}`;
    },
  });
}

interface FoundGuests {
  readonly customers: {
    readonly totalCount: number | null;
    readonly nodes: readonly { readonly id: string; readonly healthScore: Score | null }[];
    readonly pageInfo: { readonly hasNextPage: boolean };
  };
}

function guestText({ id, healthScore }: FoundGuests['customers']['nodes'][number]): string {
  return `${JSON.stringify(id)} ${healthScore?.healthScore ?? 'no score'}`;
}

export const guestOverviewTool: Tool = tool({
  name: 'guest_overview',
  title: 'One guest in short',
  description:
    'Profile and health score of one guest in short: habits, spend, favourites, relationship, what is known and missing, risks, and what to do next. For the reasons behind the score use why_this_score.',
  input: z.object({ customerId, asOf }),
  document: guestOverview,
  variables: (input, viewer) => ({ ...input, now: input.asOf === undefined, contact: readsContact(viewer) }),
  textsOfOthers: [
    'enhancedCustomerProfile.customer.name',
    'enhancedCustomerProfile.customer.segment',
    'enhancedCustomerProfile.customer.city',
    'enhancedCustomerProfile.customer.language',
    'enhancedCustomerProfile.customer.feedback.nodes[].comment',
    'enhancedCustomerProfile.customer.feedback.nodes[].source',
    'enhancedCustomerProfile.purchaseHistoryAnalysis.favoriteItems[].name',
    'enhancedCustomerProfile.personalizedInsights.*[].description',
  ],
  summary: ({ customerHealthScore: score, enhancedCustomerProfile: profile }: Overview) => {
    const visits = profile?.behavioralPreferences?.visitPatterns;
    const parts = [
      ...(score === null ? [] : [scoreText(score)]),
      ...(visits === undefined ? [] : [`${visits.visits} visits on record, the last ${visits.lastVisitAt ?? 'never'}`]),
      ...(profile?.personalizedInsights ? [`${profile.personalizedInsights.nextBestActions.length} actions suggested`] : []),
    ];
    return `The guest in short: ${parts.join('; ')}.`;
  },
});

interface Overview {
  readonly customerHealthScore: Score | null;
  readonly enhancedCustomerProfile: {
    readonly behavioralPreferences: {
      readonly visitPatterns: { readonly visits: number; readonly lastVisitAt: string | null };
    } | null;
    readonly personalizedInsights: { readonly nextBestActions: readonly unknown[] } | null;
  } | null;
}

export const whyThisScoreTool: Tool = tool({
  name: 'why_this_score',
  title: 'Why this score',
  description:
    'Why a guest has this health score: the six components with weight, contribution and evidence (the contributions add up to exactScore), what changed since the trend window and by which cause, the comparison with other guests, and what drives the churn risk.',
  input: z.object({ customerId, asOf }),
  document: whyThisScore,
  variables: (input) => input,
  textsOfOthers: ['customerHealthScore.customer.name'],
  summary: ({ customerHealthScore: score }: { readonly customerHealthScore: Explained }) => {
    const present = Object.entries(score.components ?? {}).filter(([, { contribution }]) => contribution !== null);
    // The weights of those that are absent fall to the others, in proportion: what each can give at most.
    const shared = present.reduce((sum, [, { weight }]) => sum + weight, 0);
    const parts = present.map(
      ([name, { contribution, weight }]) => `${name} ${rounded(contribution)} of ${rounded((weight * 100) / shared)}`,
    );
    const { change } = score;
    const moved = change === null ? '' : ` Against ${change.days} days ago: ${signed(change.change)} points.`;
    return `${scoreText(score)}.${parts.length === 0 ? '' : ` Points by component: ${parts.join(', ')}.`}${moved}`;
  },
});

interface Explained extends Score {
  readonly components: Readonly<Record<string, { readonly contribution: number | null; readonly weight: number }>> | null;
  readonly change: { readonly change: number; readonly days: number } | null;
}

export function whatIfTool(schema: GraphQLSchema): Tool {
  return tool({
    name: 'what_if',
    title: 'What if',
    description:
      "A guest's health score as if something happened: visits, feedback, an answer to a campaign, or silence, one after the other. Nothing is stored.",
    input: z.object({
      customerId,
      changes: z
        .array(inputOf(schema, 'WhatIfChange'))
        .min(1)
        .max(mostChanges)
        .describe('What is supposed, in this order; each has exactly one of visits, feedback, campaignResponse and silentDays.'),
    }),
    document: whatIf,
    variables: (input) => input,
    textsOfOthers: ['whatIf.customer.name'],
    summary: ({ whatIf: score }: { readonly whatIf: Supposed }) => {
      const { hypothesis } = score;
      if (hypothesis === null) return `${scoreText(score)}.`;
      const { before, after, difference } = hypothesis.healthScore;
      const moved = difference === null ? '' : ` (${signed(difference)})`;
      return `Supposed over ${hypothesis.days} days: health score ${before ?? 'none'} → ${after ?? 'none'}${moved}, level ${hypothesis.levelBefore ?? 'none'} → ${hypothesis.levelAfter ?? 'none'}. Nothing was stored.`;
    },
  });
}

interface Supposed extends Score {
  readonly hypothesis: {
    readonly days: number;
    readonly healthScore: { readonly before: number | null; readonly after: number | null; readonly difference: number | null };
    readonly levelBefore: string | null;
    readonly levelAfter: string | null;
  } | null;
}

export function rounded(value: number | null): string {
  return value === null ? 'unknown' : String(Math.round(10 * value) / 10);
}

function signed(value: number): string {
  return `${value > 0 ? '+' : ''}${rounded(value)}`;
}

/** `a` and `b` both; whichever is absent asks nothing. */
export function both(a: Variables | undefined, b: Variables): Variables {
  return a === undefined ? b : { and: [a, b] };
}
