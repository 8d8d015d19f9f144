/** An operation that was answered, without anything of its variables. */
export interface AnsweredOperation {
  /** As the document names it; null: it does not. */
  readonly name: string | null;
  readonly kind: 'query' | 'mutation' | 'subscription' | 'none';
  /** Name of the key, or how the viewer signed in. */
  readonly client: string;
  /** `Type.field` of every field that costs something. */
  readonly fields: readonly string[];
  /** Of the errors. */
  readonly codes: readonly string[];
  readonly seconds: number;
  /** Points. */
  readonly cost: number;
}
