/**
 * Filters of guests, the same on every page.
 *
 * A page keeps its filter in the address and shows it as chips:
 *
 *   const { filter, ignored, change } = useFilter();        // a CustomerFilter, ready as a variable of a query
 *   <FilterBar filter={filter} ignored={ignored} onChange={change} />
 *
 * The bar counts by itself ("4,812 → 96 guests"); a page that knows the numbers gives `total` and `matched`. A mark that filters adds a
 * condition by `change(withField(filter, 'healthLevels', ['POOR']))` and takes it away by `withField(filter, 'healthLevels', null)`.
 * "See 9 guests" is `<Link to={{ to: 'guests', filter }}>`. `<RuleChips>` shows a filter without letting it change.
 */
export { FilterBar } from './FilterBar.tsx';
export type { FieldName } from './fields.ts';
export { bothOf, type Filter, isEmpty, readFilterText, withField } from './model.ts';
export { RuleChips } from './RuleChips.tsx';
export { useFilter } from './use-filter.ts';
export { useSettled } from './use-matched.ts';
