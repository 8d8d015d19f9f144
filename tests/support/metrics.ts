/** The series of a text in Prometheus' form, those of a histogram one by one, whether they have values yet or not. */
export function metricsOf(text: string): ReadonlySet<string> {
  const kinds = [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)];
  return new Set(
    kinds.flatMap(([, name = '', kind]) => (kind === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name])),
  );
}

/** Our series that a query names. */
export function seriesIn(query: string): string[] {
  return [...new Set([...query.matchAll(/\becx_\w+/g)].map(([name]) => name))];
}
