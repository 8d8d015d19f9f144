import { mayDo } from '../access/viewer.ts';
import { dayMs } from '../engine/calendar.ts';
import { within } from '../engine/segments/expand.ts';
import { movementOf, portfolioFigures, scoreChange, segmentTrends } from '../engine/segments/portfolio.ts';
import { readCounts, readMoves, readPair, readSegmentFigures, readTotals } from '../store/portfolio.ts';
import type { Context } from './context.ts';
import { badInput } from './errors.ts';
import { guestFilterOf, reachOf } from './filtering.ts';
import type { PortfolioParent } from './parents.ts';
import { checkedAsOf } from './subjects.ts';
import type { HealthLevel, QueryPortfolioArgs } from './types.generated.ts';

const mostDays = 1_095;

/** Whether figures about a few guests are kept from the viewer. */
export function masksFor({ viewer }: Context): boolean {
  return !mayDo(viewer, 'READ_CONTACT');
}

/** @throws GraphQLError BAD_USER_INPUT for a wrong filter or instant. */
export async function portfolioOf(context: Context, { filter, asOf }: QueryPortfolioArgs): Promise<PortfolioParent> {
  const { db, serving } = context;
  const at = checkedAsOf(context, asOf);
  const guests = within(await guestFilterOf(context, filter), reachOf(context));
  const instant = dateOf(at);
  const [totals, counts] = await Promise.all([
    readTotals(db, instant, guests, serving.config.attentionBelow),
    readCounts(db, instant, guests),
  ]);
  const figures = portfolioFigures(totals, counts, { isRecord: at !== null, masks: masksFor(context) });
  return { filter: guests, at, newestAt: totals.newestAt, figures };
}

function dateOf(at: number | null): Date | null {
  return at === null ? null : new Date(at);
}

/** The instant so many days before the portfolio's. */
function before(context: Context, { at, newestAt }: PortfolioParent, days: number | null | undefined): Date {
  const span = days ?? context.serving.config.trendDays;
  if (span < 1 || span > mostDays) throw badInput(`days must be from 1 to ${mostDays}, got ${span}`);
  return new Date((at ?? newestAt ?? context.now) - span * dayMs);
}

export async function portfolioTrend(context: Context, portfolio: PortfolioParent, days: number | null | undefined) {
  const since = before(context, portfolio, days);
  return scoreChange(await readPair(context.db, since, dateOf(portfolio.at), portfolio.filter), masksFor(context));
}

export async function portfolioSegments(context: Context, portfolio: PortfolioParent, days: number | null | undefined) {
  const since = before(context, portfolio, days);
  return segmentTrends(await readSegmentFigures(context.db, since, dateOf(portfolio.at), portfolio.filter), masksFor(context));
}

/** @throws GraphQLError BAD_USER_INPUT unless `from` is before `to`, and `to` not after now. */
export async function portfolioMovement(
  context: Context,
  portfolio: PortfolioParent,
  { from, to }: { readonly from: number; readonly to?: number | null | undefined },
) {
  const until = checkedAsOf(context, to) ?? portfolio.at;
  if (from >= (until ?? context.now))
    throw badInput(
      `from must be before to, got ${new Date(from).toISOString()} and ${new Date(until ?? context.now).toISOString()}`,
    );
  const moves = await readMoves(context.db, new Date(from), dateOf(until), portfolio.filter);
  const { cells, insufficientData } = movementOf(moves, masksFor(context));
  return { from, to: until, cells: cells.map((cell) => ({ ...cell, ...levels(cell) })), insufficientData };
}

function levels({ from, to }: { readonly from: string | null; readonly to: string | null }) {
  return { from: from as HealthLevel | null, to: to as HealthLevel | null };
}
