/**
 * Questions that were answered before, answered without what can be known of them once: parsed, validated, priced, compiled. What this
 * does with a request is what the plugins do, in their order; whatever would be answered with an error is left to them, so that there
 * is one place that says what is wrong (docs/decisions/0050-kept-answers.md).
 */
import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { noteOperation } from './auditing.ts';
import type { Taking } from './budgets.ts';
import { type Context, contextOf, type Outcome, type RequestFacts, type Serving } from './context.ts';
import { deprecatedIn, deprecationsOf } from './deprecations.ts';
import { type KeptTexts, keptTextsOf } from './kept-texts.ts';
import { type LargestArguments, priceOf } from './limits/cost.ts';
import { introspects } from './limits/plugin.ts';
import { costTold, isRefused, mostPoints, pay } from './limits/rate.ts';
import { valueFault } from './limits/text.ts';
import { readerFor } from './reading.ts';
import { costlyFields } from './usage.ts';

type Variables = Readonly<Record<string, unknown>>;

/** A query that was just answered by its program. */
export interface Compiled {
  readonly text: string;
  /** Empty: the only one of its document. */
  readonly operationName: string;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** Null: not without an error that graphql-js says best. */
  readonly run: (context: Context, variables: Variables) => Promise<Outcome | null>;
}

interface Known {
  readonly name: string | null;
  readonly price: (variables: Variables) => number;
  readonly fields: readonly string[];
  readonly document: DocumentNode;
  readonly run: Compiled['run'];
  /** Null: it asks for more than texts of rows say. */
  readonly texts: KeptTexts | null;
}

export interface Straight {
  readonly learn: (compiled: Compiled) => void;
  /**
   * @param body as it was sent.
   * @returns the answer's text, null where the usual way has to answer; and what was paid and read for it already.
   */
  readonly answer: (facts: RequestFacts, body: unknown) => Promise<StraightAnswer>;
}

interface StraightAnswer {
  readonly text: string | null;
  readonly paid?: Taking;
  readonly tried?: Context;
}

const usual: StraightAnswer = { text: null };

/** Texts that are remembered, and the longest of them. */
const [mostKnown, longestText] = [1000, 20_000];

interface Asked {
  readonly query: string;
  readonly operationName: string;
  readonly variables: Variables;
}

function isRecord(value: unknown): value is Variables {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Null: something else than a text with variables is in it. */
function askedIn(body: unknown): Asked | null {
  if (!isRecord(body) || typeof body.query !== 'string') return null;
  for (const key in body) if (key !== 'query' && key !== 'variables' && key !== 'operationName') return null;
  const [variables, operationName] = [body.variables ?? {}, body.operationName ?? ''];
  return isRecord(variables) && typeof operationName === 'string' ? { query: body.query, operationName, variables } : null;
}

export function openStraight(schema: GraphQLSchema, serving: Serving, largest: LargestArguments): Straight {
  const { DEBUG_TRACK_PERFORMANCE, DEBUG_SHOW_DATA_SOURCES } = serving.settings;
  const isOff = DEBUG_TRACK_PERFORMANCE === true || DEBUG_SHOW_DATA_SOURCES === true;
  const deprecations = deprecationsOf(schema);
  const texts = new Map<string, Map<string, Known>>();

  const learn: Straight['learn'] = ({ text, operationName, document, operation, run }) => {
    if (isOff || text.length > longestText || texts.get(text)?.has(operationName) === true) return;
    if (introspects(document, operation.selectionSet) || deprecatedIn(schema, deprecations, document).length > 0) return;
    if (texts.size >= mostKnown) texts.clear();
    const known = texts.get(text) ?? new Map<string, Known>();
    const price = priceOf(schema, document, operation, largest);
    known.set(operationName, {
      name: operation.name?.value ?? null,
      price,
      fields: costlyFields(schema, document),
      document,
      run,
      texts: keptTextsOf(schema, serving.settings, document, operation),
    });
    texts.set(text, known);
  };

  const answer: Straight['answer'] = async (facts, body) => {
    const asked = askedIn(body);
    const known = asked === null ? undefined : texts.get(asked.query)?.get(asked.operationName);
    if (asked === null || known === undefined || valueFault(asked.variables) !== null) return usual;
    const startedAt = performance.now();
    const [requested, most] = [known.price(asked.variables), mostPoints(serving, facts)];
    if (requested > most) return usual;
    const paid = await pay(serving, facts, requested);
    if (isRefused(paid)) return usual; // nothing was taken
    const context = await contextOf(serving, facts, await readerFor(serving, facts, known.document));
    let data = known.texts === null ? null : await known.texts(context, asked.variables);
    if (data === null) {
      const outcome = await known.run(context, asked.variables);
      if (outcome === null || outcome.errors !== undefined) {
        const tried = outcome === null ? context : { ...context, outcome };
        return { text: null, tried, ...(paid === null ? {} : { paid }) };
      }
      data = JSON.stringify(outcome.data);
    }
    noteOperation(context, known.name, undefined);
    const text = `{"data":${data},"extensions":${JSON.stringify({ cost: costTold(requested, most, paid) })}}`;
    const seconds = (performance.now() - startedAt) / 1000;
    const { name, fields } = known;
    serving.onAnswered?.({ name, kind: 'query', client: facts.viewer.name, fields, codes: [], seconds, cost: requested });
    return { text };
  };
  return { learn, answer };
}
