import type { Filter } from '../filters/index.ts';
import { useAsOf } from '../ui/as-of.ts';
import { ChurnLevels } from './ChurnLevels.tsx';
import { ChurnSpread } from './ChurnSpread.tsx';
import { Completeness } from './Completeness.tsx';
import css from './page.module.css';
import { ValueByGroup } from './ValueByGroup.tsx';

/** A part of the page whose marks filter: it shows all its marks itself, so it leaves its own condition out of what it asks. */
export interface PartProps {
  readonly filter: Filter;
  readonly onFilter: (filter: Filter) => void;
}

/** Risk, value and profiles of the guests. Of the past only what records hold. */
export default function Spread(props: PartProps) {
  const { day } = useAsOf();
  return (
    <div className={css.row}>
      {day === null ? <ChurnSpread {...props} /> : <ChurnLevels {...props} />}
      {day === null && <ValueByGroup {...props} />}
      {day === null && <Completeness {...props} />}
    </div>
  );
}
