import type { GraphQLError } from 'graphql';
import type { Budget, Budgets, Taking } from '../budgets.ts';
import type { RequestFacts, Serving } from '../context.ts';
import { refusal } from '../errors.ts';
import { costLimit } from './cost.ts';

/** Something that has no price costs a point all the same. */
const smallestPrice = 1;

type Counting = Pick<Serving, 'budgets'>;

/** Work that goes on after its request has bounds of its own; without budgets nobody counts. */
function metered({ budgets }: Counting, { isBackground }: RequestFacts): Budgets | null {
  return isBackground === true ? null : (budgets ?? null);
}

/** Points that one operation may cost: more than a minute's would never come together. */
export function mostPoints(serving: Counting, facts: RequestFacts): number {
  return Math.min(costLimit, metered(serving, facts)?.limit ?? costLimit);
}

/** What is left to who asks; null: nobody counts. */
export function budgetLeft(serving: Counting, facts: RequestFacts): Budget | null {
  return metered(serving, facts)?.look(facts.viewer.principal) ?? null;
}

/** Takes the price of something before it is worked on; null: nobody counts. */
export async function pay(serving: Counting, facts: RequestFacts, points: number): Promise<Taking | null> {
  return (await metered(serving, facts)?.take(facts.viewer.principal, Math.max(points, smallestPrice))) ?? null;
}

export function isRefused(taking: Taking | null): taking is Taking {
  return taking !== null && taking.waitSeconds > 0;
}

/** The error of who has spent too much. */
export function rateLimited({ budget, waitSeconds }: Taking, more: Readonly<Record<string, unknown>> = {}): GraphQLError {
  const message = `Expected at most ${budget.limit} points a minute, ${budget.remaining} are left; ask again in ${waitSeconds} seconds`;
  return refusal('RATE_LIMITED', message, { retryAfter: waitSeconds, ...more });
}

/** What an answer says of its price: what is left of the limit of one operation, or of the budget where that is less. */
export function costTold(requested: number, limit: number, taking: Taking | null) {
  const left = Math.max(0, limit - requested);
  if (taking === null) return { requested, limit, remaining: left };
  return { requested, limit, remaining: Math.min(left, taking.budget.remaining), rate: taking.budget };
}
