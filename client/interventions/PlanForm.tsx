import { useMutation, useQuery } from '@apollo/client/react';
import { useEffect, useState } from 'react';
import { useSettled } from '../filters/use-matched.ts';
import type { PlanActionMutation } from '../generated/graphql.ts';
import controls from '../ui/controls.module.css';
import { graphql } from '../ui/graphql.ts';
import { Failure } from '../ui/Section.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { useWords } from '../ui/words.ts';
import { choicesOf } from './choices.ts';
import css from './interventions.module.css';
import { PlanCounts, PlanRecorded, TooMany } from './PlanResult.tsx';
import { filterOf, type Whom } from './whom.ts';
import { interventionWords } from './words.ts';

const suggesting = graphql(`
  query PlanChoices($filter: CustomerFilter!, $first: Int!) {
    customers(first: $first, filter: $filter) {
      nodes {
        id
        enhancedProfile {
          personalizedInsights {
            nextBestActions {
              ...PlanForm_choice
            }
            tailoredOffers {
              ...PlanForm_choice
            }
            careOpportunities {
              ...PlanForm_choice
            }
          }
        }
      }
    }
  }
  fragment PlanForm_choice on SuggestedAction {
    actionId
    title
  }
`);

const planning = graphql(`
  mutation PlanAction($action: String!, $ids: [ID!], $filter: CustomerFilter, $cost: Decimal, $dryRun: Boolean!) {
    planInterventions(action: $action, customerIds: $ids, filter: $filter, cost: $cost, dryRun: $dryRun) {
      action
      controlShare
      considered
      unknown
      resting
      unfit
      treated
      control
      guestsPerArm
      guestsNeeded
      recorded
    }
  }
`);

export type Plan = PlanActionMutation['planInterventions'];

/** Of how many guests the suggestions are looked at. */
const looked = 20;
const restMs = 400;
const own = ' ';

/** Which action, what it costs, and what that would come to; then on record, in one press. */
export function PlanForm({ whom }: { readonly whom: Whom }) {
  const words = useWords(interventionWords);
  const [chosen, setChosen] = useState<string | null>(null);
  const [typed, setTyped] = useState('');
  const [cost, setCost] = useState('');
  const filter = useSettled(JSON.stringify(filterOf(whom)), restMs);
  const choices = useChoices(filter);
  const picked = chosen ?? choices.list[0]?.action ?? (choices.isKnown ? own : '');
  const action = useSettled(picked === own ? typed.trim() : picked, restMs);
  const costs = /^\d{1,7}([.,]\d{1,2})?$/.test(cost.trim()) ? cost.trim().replace(',', '.') : null;
  const isCostWrong = cost.trim() !== '' && costs === null;
  const { dry, record } = usePlan(whom, action, costs);
  const recorded = record.data?.planInterventions;
  if (recorded?.recorded === true) return <PlanRecorded plan={recorded} />;
  const plan = dry.data?.planInterventions;
  const n = (plan?.treated ?? 0) + (plan?.control ?? 0);
  return (
    <div className={css.form}>
      <label className={controls.field}>
        <span>{words('which')}</span>
        <select className={controls.input} value={picked} onChange={(event) => setChosen(event.currentTarget.value)}>
          {!choices.isKnown && <option value="">{words('looking')}</option>}
          {choices.list.map(({ action: id, title, suits }) => (
            <option key={id} value={id}>
              {words('choice', { title, suits, of: choices.of })}
            </option>
          ))}
          <option value={own}>{words('own')}</option>
        </select>
      </label>
      {picked === own && (
        <label className={controls.field}>
          <span>{words('ownName')}</span>
          <input
            className={controls.input}
            type="text"
            maxLength={100}
            autoComplete="off"
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        </label>
      )}
      <label className={controls.field}>
        <span>{words('costEach')}</span>
        <input
          className={controls.input}
          type="text"
          inputMode="decimal"
          autoComplete="off"
          aria-invalid={isCostWrong || undefined}
          value={cost}
          onChange={(event) => setCost(event.currentTarget.value)}
        />
        <small>{words(isCostWrong ? 'costWrong' : 'costHint')}</small>
      </label>
      <div aria-live="polite" className={css.outcome}>
        {action === '' ? (
          <p className={css.quiet}>{words('nameIt')}</p>
        ) : dry.error !== undefined ? (
          <TooMany error={dry.error} retry={dry.again} />
        ) : plan === undefined || dry.loading ? (
          <Skeleton height={200} />
        ) : (
          <PlanCounts plan={plan} />
        )}
      </div>
      {record.error !== undefined && <Failure error={record.error} retry={record.run} />}
      <div className={controls.foot}>
        <button
          type="button"
          className={controls.primary}
          disabled={plan === undefined || dry.loading || record.loading || n === 0 || isCostWrong}
          onClick={record.run}
        >
          {plan === undefined || n === 0
            ? words('recordNone')
            : words('record', { treated: plan.treated, control: plan.control })}
        </button>
      </div>
    </div>
  );
}

/** What suits these guests, as far as the first of them tell. */
function useChoices(filter: string) {
  const { data, loading, error } = useQuery(suggesting, { variables: { filter: JSON.parse(filter) as object, first: looked } });
  const guests = (data?.customers.nodes ?? []).flatMap(({ enhancedProfile }) => {
    const insights = enhancedProfile?.personalizedInsights;
    return insights === null || insights === undefined
      ? []
      : [[...insights.careOpportunities, ...insights.nextBestActions, ...insights.tailoredOffers] as never[]];
  });
  return { list: choicesOf(guests), of: guests.length, isKnown: !loading || error !== undefined };
}

/** Counts first, whenever what is asked for changes; then the same for good. */
function usePlan(whom: Whom, action: string, cost: string | null) {
  const ask = { action, ids: 'filter' in whom ? null : whom.customerIds, filter: 'filter' in whom ? whom.filter : null, cost };
  const wanted = useSettled(JSON.stringify(ask), restMs);
  const [count, counted] = useMutation(planning);
  const [write, written] = useMutation(planning, {
    refetchQueries: ['InterventionOverview', 'InterventionGuests', 'PastInterventions'],
  });
  const again = () => {
    const variables = JSON.parse(wanted) as typeof ask;
    if (variables.action !== '') count({ variables: { ...variables, dryRun: true } }).catch(() => undefined);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: counted again when what is wanted changes, by nothing else
  useEffect(again, [wanted]);
  const run = () => void write({ variables: { ...ask, dryRun: false } }).catch(() => undefined);
  return {
    dry: { ...counted, loading: counted.loading || wanted !== JSON.stringify(ask), again },
    record: { ...written, run },
  };
}
