import { lazy, Suspense } from 'react';
import { Skeleton } from '../ui/Skeleton.tsx';
import { useTitle } from '../ui/title.ts';
import { useFeature, useMay } from '../ui/viewer.ts';
import { useWords } from '../ui/words.ts';
import css from './data.module.css';
import { Freshness } from './Freshness.tsx';
import { Imports } from './Imports.tsx';
import { dataWords } from './words.ts';

/** Brings the filters along, which nothing else here needs. */
const Exports = lazy(() => import('./Exports.tsx'));

/** Is what we know of the guests fresh, and how does more come in? */
export default function DataPage() {
  const words = useWords(dataWords);
  const records = useMay('RECORD');
  const exports = useFeature('BATCH_PROCESSING');
  useTitle(words('title'));
  return (
    <div className={css.page}>
      <h1>{words('title')}</h1>
      <h2 className="ecx-hidden">{words('source')}</h2>
      <div className={css.container}>
        <Freshness />
      </div>
      {records && <Imports />}
      {exports && (
        <Suspense fallback={<Skeleton height={320} />}>
          <Exports />
        </Suspense>
      )}
    </div>
  );
}
