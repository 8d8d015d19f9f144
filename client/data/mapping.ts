/** A column of a file as the server describes it. */
export interface FileColumn {
  readonly name: string;
  readonly samples: readonly string[];
  readonly guess: string | null;
  readonly sureness: 'EXACT' | 'SYNONYM' | 'SIMILAR' | null;
}

/** One of our columns. */
export interface OurColumn {
  readonly name: string;
  readonly required: boolean;
  readonly meaning: string;
}

/** Which of our columns each column of the file is read as; a column without an entry is ignored. */
export type Mapping = ReadonlyMap<string, string>;

/** A pair as the API takes and gives it. */
export interface MappedColumn {
  readonly canonical: string;
  readonly foreign: string;
}

/** What was chosen before, else the guesses. */
export function startingMapping(columns: readonly FileColumn[], chosen: readonly MappedColumn[]): Mapping {
  if (chosen.length > 0) return new Map(chosen.map(({ canonical, foreign }) => [foreign, canonical]));
  return new Map(columns.flatMap(({ name, guess }) => (guess === null ? [] : [[name, guess] as const])));
}

/** Reads a column of the file as one of ours. What was read as that one before is ignored then. @param canonical null: ignore it. */
export function withColumn(mapping: Mapping, foreign: string, canonical: string | null): Mapping {
  const others = [...mapping].filter(([name, ours]) => name !== foreign && ours !== canonical);
  return new Map(canonical === null ? others : [...others, [foreign, canonical]]);
}

/** Our required columns that nothing is read as. */
export function missingColumns(ours: readonly OurColumn[], mapping: Mapping): readonly string[] {
  const read = new Set(mapping.values());
  return ours.filter(({ name, required }) => required && !read.has(name)).map(({ name }) => name);
}

/** Columns of the file that nobody reads. */
export function ignoredColumns(columns: readonly FileColumn[], mapping: Mapping): readonly string[] {
  return columns.map(({ name }) => name).filter((name) => !mapping.has(name));
}

/** Columns whose guess is only a similar spelling and is still in place: somebody has to look. */
export function doubtfulColumns(columns: readonly FileColumn[], mapping: Mapping): readonly string[] {
  return columns
    .filter(({ name, guess, sureness }) => sureness === 'SIMILAR' && mapping.get(name) === guess)
    .map(({ name }) => name);
}

/** As the API takes it, in the file's order. */
export function mappingInput(columns: readonly FileColumn[], mapping: Mapping): readonly MappedColumn[] {
  return columns.flatMap(({ name }) => {
    const canonical = mapping.get(name);
    return canonical === undefined ? [] : [{ canonical, foreign: name }];
  });
}
