import type { Archetype } from './archetype.ts';
import { passers } from './passers.ts';
import { regulars } from './regulars.ts';

/**
 * The twelve kinds of guests that the demo draws from. docs/demo.md shows this table to people and a test holds the two together;
 * another test compares what was drawn with it.
 */
export const archetypes: readonly Archetype[] = [...regulars, ...passers];
