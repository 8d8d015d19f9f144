/**
 * Questions for nothing but what stands in the rows of guests, answered by texts. The rows are read with each request; the text of a row
 * that says the same as before is the same, so it is made once for each question (docs/decisions/0054-texts-of-rows.md).
 */
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isLeafType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Permission } from '../access/roles.ts';
import { mayDo } from '../access/viewer.ts';
import type { ScoringConfig } from '../engine/config.ts';
import type { Guest } from '../store/guests.ts';
import type { KeptScore } from '../store/kept-scores.ts';
import type { Context, GraphqlSettings } from './context.ts';
import { customerPage, guestsOf, pageFailed } from './customer-list.ts';
import { featuresNeeded } from './features.ts';
import { givesAgain, type KeptAnswer, keptAnswer } from './kept-answers.ts';
import { permissionNeeded } from './policy.ts';

type Variables = Readonly<Record<string, unknown>>;

/** @returns the text of `data`; null: the usual way has to answer. */
export type KeptTexts = (context: Context, variables: Variables) => Promise<string | null>;

interface Source {
  readonly guest: Guest;
  readonly row: KeptScore;
  readonly kept: KeptAnswer;
}

type Reader = (source: never) => unknown;

const property = (name: string) => (source: Readonly<Record<string, unknown>>) => source[name];
const properties = (...names: string[]) => Object.fromEntries(names.map((name) => [name, property(name)]));
const ofGuest = (name: keyof Guest) => [name, ({ guest }: Source) => guest[name]] as const;
const ofScore = (name: keyof KeptAnswer['score']) => [name, ({ kept }: Source) => kept.score[name]] as const;

/** What each type says of its source: the same as its resolvers, for what stands in a row. */
const readers: Readonly<Record<string, Readonly<Record<string, Reader>>>> = {
  Customer: {
    id: ({ guest }: Source) => guest.customerId,
    segment: ({ guest }: Source) => guest.segment ?? guest.rfmGroup,
    healthScore: (source: Source) => source,
    ...Object.fromEntries([ofGuest('name'), ofGuest('city'), ofGuest('country'), ofGuest('language')]),
    ...Object.fromEntries([ofGuest('preferredChannel'), ofGuest('lifeStage')]),
  },
  CustomerHealthScore: {
    customerId: ({ guest }: Source) => guest.customerId,
    asOf: ({ row }: Source) => row.scoredAt,
    lastCalculated: ({ row }: Source) => row.recordedAt,
    riskAssessment: ({ kept }: Source) => kept.riskAssessment,
    ...Object.fromEntries([ofScore('healthScore'), ofScore('healthLevel'), ofScore('exactScore'), ofScore('coverage')]),
    ...Object.fromEntries([ofScore('confidence'), ofScore('method'), ofScore('week'), ofScore('configVersion')]),
    ...Object.fromEntries([ofScore('dataPoints'), ofScore('components')]),
  },
  HealthScoreComponents: {
    ...properties('visitFrequency', 'spendingBehavior', 'loyaltyEngagement', 'feedbackSentiment'),
    ...properties('communicationResponse', 'recencyFactor'),
  },
  HealthComponent: properties('score', 'weight', 'contribution'),
  RiskAssessment: properties('churnRisk', 'engagementRisk', 'valueRisk'),
  Risk: properties('probability', 'riskLevel'),
};

/** Something in a question that texts of rows do not say. */
class Unsaid extends Error {}

type Write = (source: unknown) => string;

/** A document made to what writes its answer. */
class Writing {
  readonly permissions = new Set<Permission>();
  /** Whether the rows of scorings are asked for. */
  hasScores = false;
  readonly #schema: GraphQLSchema;
  readonly #settings: GraphqlSettings;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;

  constructor(schema: GraphQLSchema, settings: GraphqlSettings, document: DocumentNode) {
    this.#schema = schema;
    this.#settings = settings;
    const found = document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
    this.#fragments = new Map(found.map((node) => [node.name.value, node]));
  }

  /** The fields of a selection by the name that each has in the answer. */
  fields(set: SelectionSetNode | undefined, type: GraphQLObjectType, found = new Map<string, FieldNode>()) {
    for (const selection of set?.selections ?? []) {
      if ((selection.directives ?? []).length > 0) throw new Unsaid();
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value;
        if (found.has(key)) throw new Unsaid();
        found.set(key, selection);
        continue;
      }
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? this.#fragments.get(selection.name.value) : selection;
      const condition = fragment?.typeCondition?.name.value ?? type.name;
      if (fragment === undefined || condition !== type.name || (fragment.directives ?? []).length > 0) throw new Unsaid();
      this.fields(fragment.selectionSet, type, found);
    }
    return found;
  }

  field(type: GraphQLObjectType, { name }: FieldNode): GraphQLField<unknown, unknown> {
    const field = type.getFields()[name.value];
    const needed = field === undefined ? null : permissionNeeded(type, field);
    if (field === undefined || needed === null) throw new Unsaid();
    if (featuresNeeded(field).some((feature) => !this.#settings[`FEATURE_${feature}`])) throw new Unsaid();
    this.permissions.add(needed);
    return field;
  }

  object(set: SelectionSetNode | undefined, type: GraphQLObjectType): Write {
    if (type.name === 'CustomerHealthScore') this.hasScores = true;
    const parts = [...this.fields(set, type)].map(([key, node], index) => {
      const before = `${index === 0 ? '' : ','}${JSON.stringify(key)}:`;
      const write = node.name.value === '__typename' ? () => JSON.stringify(type.name) : this.#part(type, node);
      return (source: unknown) => before + write(source);
    });
    return (source) => `{${parts.map((part) => part(source)).join('')}}`;
  }

  #part(type: GraphQLObjectType, node: FieldNode): Write {
    const read = readers[type.name]?.[node.name.value] as ((source: unknown) => unknown) | undefined;
    const field = this.field(type, node);
    if (read === undefined || (node.arguments ?? []).length > 0) throw new Unsaid();
    const write = this.#value(field.type, node);
    return (source) => write(read(source));
  }

  #value(type: GraphQLOutputType, node: FieldNode): Write {
    if (isNonNullType(type)) {
      const write = this.#value(type.ofType, node);
      return (value) => {
        if (value === null || value === undefined) throw new Unsaid();
        return write(value);
      };
    }
    const write = isObjectType(type)
      ? this.object(node.selectionSet, type)
      : isLeafType(type)
        ? (value: unknown) => JSON.stringify(type.serialize(value))
        : null;
    if (write === null) throw new Unsaid(); // a list
    return (value) => (value === null || value === undefined ? 'null' : write(value));
  }

  type(name: string): GraphQLObjectType {
    const type = this.#schema.getType(name);
    if (!isObjectType(type)) throw new Unsaid();
    return type;
  }
}

/** The one argument of a field, which its name says. */
function argumentOf({ arguments: given = [] }: FieldNode, name: string): (variables: Variables) => unknown {
  const [argument, ...others] = given;
  if (argument?.name.value !== name || others.length > 0) throw new Unsaid();
  const { value } = argument;
  if (value.kind === Kind.VARIABLE) return (variables) => variables[value.name.value];
  if (value.kind === Kind.INT) return () => Number(value.value);
  if (value.kind === Kind.STRING) return () => value.value;
  throw new Unsaid();
}

/** Texts of guests as one question has them, under the rules that they were made by. */
function rememberedTexts(write: Write) {
  let made: { readonly config: ScoringConfig; readonly texts: WeakMap<Guest, string> } | null = null;
  /** Null: the row does not count any more. @throws Unsaid */
  return (context: Context, guest: Guest): string | null => {
    const { kept: row } = guest;
    const kept = row === null || row === undefined ? null : keptAnswer(context, row);
    if (row === null || row === undefined || kept === null) return null;
    const { config } = context.serving;
    if (made?.config !== config) made = { config, texts: new WeakMap() };
    const known = made.texts.get(guest);
    if (known !== undefined) return known;
    const text = write({ guest, row, kept });
    made.texts.set(guest, text);
    return text;
  };
}

type TextOf = ReturnType<typeof rememberedTexts>;

function ofOne(writing: Writing, root: FieldNode): KeptTexts {
  const idOf = argumentOf(root, 'id');
  const textOf: TextOf = rememberedTexts(writing.object(root.selectionSet, writing.type('Customer')));
  return async (context, variables) => {
    const id = idOf(variables);
    if (typeof id !== 'string') return null;
    const guest = await context.loaders.keptGuests.load(id);
    return guest === null ? 'null' : textOf(context, guest);
  };
}

function ofPage(writing: Writing, root: FieldNode): KeptTexts {
  const firstOf = argumentOf(root, 'first');
  const connection = writing.type('CustomerConnection');
  const [[key, nodes] = [], ...others] = [...writing.fields(root.selectionSet, connection)];
  if (key === undefined || nodes?.name.value !== 'nodes' || others.length > 0) throw new Unsaid();
  writing.field(connection, nodes);
  const textOf: TextOf = rememberedTexts(writing.object(nodes.selectionSet, writing.type('Customer')));
  return async (context, variables) => {
    const first = firstOf(variables);
    if (typeof first !== 'number' || !Number.isInteger(first)) return null;
    const page = await customerPage(context, { first }, true).catch((error: unknown) => pageFailed(context, error));
    if (page === null) return null;
    const texts: string[] = [];
    for (const guest of guestsOf(page, context)) {
      const text = textOf(context, guest);
      if (text === null) return null;
      texts.push(text);
    }
    return `{${JSON.stringify(key)}:[${texts.join()}]}`;
  };
}

/** Null: the question asks for something else as well. */
export function keptTextsOf(
  schema: GraphQLSchema,
  settings: GraphqlSettings,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): KeptTexts | null {
  try {
    const writing = new Writing(schema, settings, document);
    const query = writing.type('Query');
    const [[key, root] = [], ...others] = [...writing.fields(operation.selectionSet, query)];
    if (key === undefined || root === undefined || others.length > 0) return null;
    if ((operation.directives ?? []).length > 0) return null;
    writing.field(query, root);
    const make = { customer: ofOne, customers: ofPage }[root.name.value];
    const texts = make?.(writing, root);
    if (texts === undefined || !writing.hasScores) return null; // rows without scores are read with less
    const permissions = [...writing.permissions];
    return async (context, variables) => {
      if (!givesAgain(context) || !permissions.every((permission) => mayDo(context.viewer, permission))) return null;
      try {
        const text = await texts(context, variables);
        return text === null ? null : `{${JSON.stringify(key)}:${text}}`;
      } catch {
        return null; // the usual way fails as well, and says of what
      }
    };
  } catch (error) {
    if (error instanceof Unsaid) return null;
    throw error;
  }
}
