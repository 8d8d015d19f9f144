/**
 * Whether an operation asks for a guest's insights both in a way that rows of the last scoring may answer and in one that has to be
 * computed. What is computed reads the database later than the row was read: what is recorded between both would be known to the profile
 * and not to the score beside it. So all of such an operation is computed, from facts that are read once (docs/decisions/0050-kept-answers.md).
 */
import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLResolveInfo,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** Fields whose answers are always computed. */
const profiles: ReadonlySet<string> = new Set(['enhancedProfile', 'enhancedCustomerProfile', 'enhancedCustomerProfiles']);
/** Fields that a row may answer. */
const scores: ReadonlySet<string> = new Set(['healthScore', 'customerHealthScore', 'customerHealthScores']);

/** A variable of `@include` or `@skip`, and what it must be. */
interface Condition {
  readonly variable: string;
  readonly is: boolean;
}

/** Under which conditions each computed field is asked for; one without any always is. */
type Computed = readonly (readonly Condition[])[];

function conditionsOf({ directives = [] }: SelectionNode): Condition[] {
  return directives.flatMap(({ name, arguments: given = [] }) => {
    const value = given.find((argument) => argument.name.value === 'if')?.value;
    const decides = name.value === 'include' || name.value === 'skip';
    return decides && value?.kind === Kind.VARIABLE ? [{ variable: value.name.value, is: name.value === 'include' }] : [];
  });
}

function isComputed({ name, selectionSet }: FieldNode, isKept: (set: SelectionSetNode) => boolean): boolean {
  if (profiles.has(name.value)) return true;
  return scores.has(name.value) && selectionSet !== undefined && !isKept(selectionSet);
}

function computedIn(
  set: SelectionSetNode | undefined,
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
  isKept: (set: SelectionSetNode) => boolean,
  above: readonly Condition[] = [],
): Computed {
  return (set?.selections ?? []).flatMap((selection): Computed => {
    const conditions = [...above, ...conditionsOf(selection)];
    if (selection.kind === Kind.FIELD && isComputed(selection, isKept)) return [conditions];
    const below = selection.kind === Kind.FRAGMENT_SPREAD ? fragments[selection.name.value] : selection;
    return computedIn(below?.selectionSet, fragments, isKept, conditions);
  });
}

const known = new WeakMap<OperationDefinitionNode, Computed>();

/** @param isKept whether a row says all of a selection of a score. */
export function asksForComputed(
  { operation, fragments, variableValues }: Pick<GraphQLResolveInfo, 'operation' | 'fragments' | 'variableValues'>,
  isKept: (set: SelectionSetNode) => boolean,
): boolean {
  const computed = known.get(operation) ?? computedIn(operation.selectionSet, fragments, isKept);
  known.set(operation, computed);
  return computed.some((conditions) => conditions.every(({ variable, is }) => variableValues[variable] === is));
}
