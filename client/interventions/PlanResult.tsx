import { CombinedGraphQLErrors } from '@apollo/client/errors';
import { FactRows } from '../ui/charts/FactRows.tsx';
import controls from '../ui/controls.module.css';
import { useFormat } from '../ui/format.ts';
import { Icon } from '../ui/Icon.tsx';
import { Link } from '../ui/Link.tsx';
import { Failure } from '../ui/Section.tsx';
import { useWords } from '../ui/words.ts';
import { CallList } from './CallList.tsx';
import css from './interventions.module.css';
import type { Plan } from './PlanForm.tsx';
import { interventionWords } from './words.ts';

/** What a plan would come to, and why some guests are left alone. */
export function PlanCounts({ plan }: { readonly plan: Plan }) {
  const words = useWords(interventionWords);
  const format = useFormat();
  const { considered, unknown, resting, unfit, treated, control, controlShare, guestsPerArm, guestsNeeded } = plan;
  const left = [
    { key: 'unfit', n: unfit },
    { key: 'resting', n: resting },
    { key: 'unknown', n: unknown },
  ] as const;
  return (
    <>
      <p className={css.sum}>{words('counts', { considered, treated, control })}</p>
      <FactRows
        facts={[
          { key: 'treat', name: words('treat'), value: format.whole(treated) },
          { key: 'hold', name: words('hold'), value: format.whole(control) },
          ...left.filter(({ n }) => n > 0).map(({ key, n }) => ({ key, name: words(key), value: format.whole(n) })),
        ]}
      />
      <p className={css.small}>{words('why', { share: format.percent(controlShare) })}</p>
      {treated + control > 0 && (
        <p className={css.small}>
          {words(guestsPerArm >= guestsNeeded ? 'planEnough' : 'planFew', { have: guestsPerArm, need: guestsNeeded })}
        </p>
      )}
    </>
  );
}

/** Too many at once is said in our words; anything else as everywhere. */
export function TooMany({ error, retry }: { readonly error: Error; readonly retry: () => void }) {
  const words = useWords(interventionWords);
  const first = CombinedGraphQLErrors.is(error) ? error.errors[0]?.extensions : undefined;
  if (first?.code !== 'BATCH_TOO_LARGE') return <Failure error={error} retry={retry} />;
  return <p className={css.warning}>{words('tooMany', { most: typeof first.limit === 'number' ? first.limit : 500 })}</p>;
}

/** What was put on record, and the list to work through. */
export function PlanRecorded({ plan }: { readonly plan: Plan }) {
  const words = useWords(interventionWords);
  const { action, treated, control } = plan;
  return (
    <div className={css.form} role="status">
      <p className={css.sum}>
        <Icon name="check" /> {words('recorded', { treated, control })}
      </p>
      <p>{words('recordedHint')}</p>
      <div className={controls.foot}>
        {treated > 0 && <CallList action={action} days={1} className={controls.primary} />}
        <Link to={{ to: 'interventions', id: action }} className={controls.plain}>
          {words('toAction')}
        </Link>
      </div>
    </div>
  );
}
