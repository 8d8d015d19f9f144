import fc from 'fast-check';
import { type DocumentNode, Kind, type OperationDefinitionNode, parse, visit } from 'graphql';
import { describe, expect, test } from 'vitest';
import { priceOf } from '../../../server/graphql/limits/cost.ts';
import { executableSchema } from '../../../server/graphql/schema.ts';

const schema = executableSchema();

function costOf(document: DocumentNode, variables: Readonly<Record<string, unknown>>): number {
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION) as OperationDefinitionNode;
  return priceOf(schema, document, operation, {})(variables);
}

/** The document as an executor sees it: what is left out is not there. */
function withoutSkipped(document: DocumentNode, variables: Readonly<Record<string, boolean>>): DocumentNode {
  const look = (node: { readonly directives?: DocumentNode['definitions'][number]['directives'] }) => {
    for (const { name, arguments: given } of node.directives ?? []) {
      const value = given?.[0]?.value;
      const answer =
        value?.kind === Kind.BOOLEAN
          ? value.value
          : value?.kind === Kind.VARIABLE
            ? (variables[value.name.value] ?? value.name.value === 'yes')
            : null;
      if (answer === (name.value === 'skip')) return null;
    }
    return undefined;
  };
  return visit(document, { Field: look, FragmentSpread: look, InlineFragment: look });
}

/** Selections of a customer, two levels of lists deep, each perhaps left out; `$yes` is true and `$no` false where they are not given. */
const directive = fc.oneof(
  { weight: 2, arbitrary: fc.constant('') },
  fc
    .tuple(fc.constantFrom('include', 'skip'), fc.constantFrom('true', 'false', '$a', '$b', '$yes', '$no'))
    .map(([name, value]) => `@${name}(if: ${value})`),
  fc
    .tuple(fc.constantFrom('true', 'false', '$a', '$no'), fc.constantFrom('true', 'false', '$b', '$yes'))
    .map(([one, other]) => `@include(if: ${one}) @skip(if: ${other})`),
);
const leaf = fc
  .tuple(
    fc.constantFrom('id', 'name', 'healthScore', 'visits', '...F', '... on Customer'),
    directive,
    fc.integer({ min: 1, max: 9 }),
  )
  .map(([field, left, first]) => {
    if (field === 'healthScore') return `healthScore ${left} { healthScore }`;
    if (field === 'visits') return `v${first}: visits(first: ${first}) ${left} { nodes { id } }`;
    if (field === '... on Customer')
      return `... on Customer ${left} { w${first}: visits(first: ${first}) { nodes { id ${left} } } }`;
    return `${field} ${left}`;
  });
const document = fc.tuple(fc.array(leaf, { minLength: 1, maxLength: 5 }), directive, directive, directive).map(
  ([leaves, top, nodes, inFragment]) => `query ($a: Boolean!, $b: Boolean!, $yes: Boolean = true, $no: Boolean = false) {
      customers(first: 3) ${top} { nodes ${nodes} { id ${leaves.join(' ')} } } viewer { role @include(if: $a) } }
      fragment F on Customer { enhancedProfile ${inFragment} { lastUpdated } }`,
);

describe('the cost of what is left out', () => {
  test('is nothing, said in the document, by a variable or by its default', () => {
    const health = (left: string) =>
      parse(`query ($on: Boolean = false) { customers(first: 10) { nodes { id healthScore ${left} { healthScore } } } }`);
    expect(costOf(health(''), {})).toBe(20);
    expect(costOf(health('@include(if: false)'), {})).toBe(10);
    expect(costOf(health('@skip(if: true)'), {})).toBe(10);
    expect(costOf(health('@include(if: $on)'), {})).toBe(10);
    expect(costOf(health('@include(if: $on)'), { on: true })).toBe(20);
    expect(costOf(health('@skip(if: $on)'), { on: true })).toBe(10);
    expect(costOf(health('@include(if: true) @skip(if: $on)'), { on: false })).toBe(20);
    expect(costOf(health('@include(if: false) @skip(if: false)'), {})).toBe(10);
  });

  test('is that of the document without it', () => {
    fc.assert(
      fc.property(document, fc.boolean(), fc.boolean(), fc.option(fc.boolean(), { nil: undefined }), (text, a, b, no) => {
        const variables = { a, b, ...(no === undefined ? {} : { no }) };
        expect(costOf(parse(text), variables)).toBe(costOf(withoutSkipped(parse(text), variables), variables));
      }),
      { numRuns: 500 },
    );
  });

  test('is counted when its condition is neither true nor false: such an operation is refused later', () => {
    const text =
      'query ($on: Boolean!) { customers(first: 10) { nodes { id } } viewer { role } customer(id: "G1") @skip(if: $on) { id } }';
    expect(costOf(parse(text), { on: 'true' })).toBe(11);
  });
});
