import { useState } from 'react';
import { type Filter, FilterBar } from '../filters/index.ts';
import { useWords } from '../ui/words.ts';
import css from './interventions.module.css';
import { PlanForm } from './PlanForm.tsx';
import { interventionWords } from './words.ts';

/** Plans an action for guests who are chosen here. */
export function PlanPanel() {
  const words = useWords(interventionWords);
  const [filter, setFilter] = useState<Filter>({});
  return (
    <section className={css.panel} aria-labelledby="plan-panel">
      <h2 id="plan-panel">{words('plan')}</h2>
      <p>{words('planFor')}</p>
      <FilterBar filter={filter} onChange={setFilter} saves={false} />
      <PlanForm whom={{ filter }} />
    </section>
  );
}
