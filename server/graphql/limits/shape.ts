import { type DocumentNode, type FragmentDefinitionNode, Kind, type SelectionSetNode, visit } from 'graphql';
import { valueFault } from './text.ts';

/** Limits on the shape of a document, with fragments counted as often as they are spread. */
export const shapeLimits = { depth: 12, introspectionDepth: 20, aliases: 30, directives: 20, fields: 1500 } as const;

interface Extent {
  readonly fields: number;
  readonly aliases: number;
  /** Levels of fields outside of introspection. */
  readonly depth: number;
  /** Levels of fields below `__schema` and `__type`. */
  readonly introspectionDepth: number;
}

const nothing: Extent = { fields: 0, aliases: 0, depth: 0, introspectionDepth: 0 };

function together(a: Extent, b: Extent): Extent {
  return {
    fields: a.fields + b.fields,
    aliases: a.aliases + b.aliases,
    depth: Math.max(a.depth, b.depth),
    introspectionDepth: Math.max(a.introspectionDepth, b.introspectionDepth),
  };
}

/** Measures each fragment once; a cycle counts as nothing here, because validation refuses it. */
class Measure {
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #known = new Map<string, Extent>();

  constructor(document: DocumentNode) {
    const found = document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
    this.#fragments = new Map(found.map((node) => [node.name.value, node]));
  }

  of(set: SelectionSetNode | undefined): Extent {
    let total = nothing;
    for (const selection of set?.selections ?? []) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) total = together(total, this.fragment(selection.name.value));
      else if (selection.kind === Kind.INLINE_FRAGMENT) total = together(total, this.of(selection.selectionSet));
      else {
        const below = this.of(selection.selectionSet);
        const aliases = below.aliases + (selection.alias === undefined ? 0 : 1);
        const introspects = selection.name.value === '__schema' || selection.name.value === '__type';
        const levels = introspects
          ? { depth: 0, introspectionDepth: 1 + Math.max(below.depth, below.introspectionDepth) }
          : { depth: 1 + below.depth, introspectionDepth: below.introspectionDepth };
        total = together(total, { fields: 1 + below.fields, aliases, ...levels });
      }
    }
    return total;
  }

  fragment(name: string): Extent {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    this.#known.set(name, nothing);
    const extent = this.of(this.#fragments.get(name)?.selectionSet);
    this.#known.set(name, extent);
    return extent;
  }
}

/** What counts over the whole document, whether it is used or not: unused fragments cost validation time, too. */
function documentFault(document: DocumentNode): string | null {
  let directives = 0;
  let fields = 0;
  let fault: string | null = null;
  visit(document, {
    Directive: () => {
      directives += 1;
    },
    Field: () => {
      fields += 1;
    },
    StringValue: (node) => {
      fault ??= valueFault(node.value);
    },
  });
  if (directives > shapeLimits.directives) return tooMany('directives', directives, shapeLimits.directives);
  if (fields > shapeLimits.fields) return tooMany('fields', fields, shapeLimits.fields);
  return fault;
}

function tooMany(what: string, got: number, limit: number): string {
  return `The document may have at most ${limit} ${what}, got ${got}; ask for less at once`;
}

/** @returns what is too much about the document; null: nothing. */
export function shapeFault(document: DocumentNode): string | null {
  const measure = new Measure(document);
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const { depth, introspectionDepth, aliases, fields } = measure.of(definition.selectionSet);
    if (depth > shapeLimits.depth) return tooMany('levels', depth, shapeLimits.depth);
    if (introspectionDepth > shapeLimits.introspectionDepth) {
      return tooMany('levels of introspection', introspectionDepth, shapeLimits.introspectionDepth);
    }
    if (aliases > shapeLimits.aliases) return tooMany('aliases', aliases, shapeLimits.aliases);
    if (fields > shapeLimits.fields) return tooMany('fields', fields, shapeLimits.fields);
  }
  return documentFault(document);
}
