import type { z } from 'zod';
import { mayDo, type Viewer } from '../../access/viewer.ts';

export type Variables = Readonly<Record<string, unknown>>;

/** A stored document as an assistant sees it. */
export interface Tool {
  readonly name: string;
  readonly title: string;
  /** What it answers and when to use it. */
  readonly description: string;
  /** What it takes; `parse` gives what `variables` reads. */
  readonly input: z.ZodType<Variables>;
  readonly document: string;
  /** The document's variables. */
  readonly variables: (input: Variables, viewer: Viewer) => Variables;
  /** Where in the answer stand words that guests or other programs wrote. */
  readonly textsOfOthers: readonly string[];
  /** The answer in a sentence or two. It has numbers, levels and ids, and never quotes words of others. */
  readonly summary: (data: Variables) => string;
}

/** A tool whose input and answer have types of their own. */
export function tool<Input extends Variables, Data>(
  given: Omit<Tool, 'input' | 'variables' | 'summary'> & {
    readonly input: z.ZodType<Input>;
    readonly variables: (input: Input, viewer: Viewer) => Variables;
    readonly summary: (data: Data) => string;
  },
): Tool {
  return given as unknown as Tool;
}

/** Whether comments may be asked for: who may not read them is spared an error for each. */
export function readsContact(viewer: Viewer): boolean {
  return mayDo(viewer, 'READ_CONTACT');
}
