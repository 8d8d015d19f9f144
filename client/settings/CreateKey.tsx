import { useMutation } from '@apollo/client/react';
import { type FormEvent, useState } from 'react';
import type { Role } from '../generated/graphql.ts';
import { endOfDay } from '../ui/as-of.ts';
import controls from '../ui/controls.module.css';
import { Card } from '../ui/Figure.tsx';
import { graphql } from '../ui/graphql.ts';
import { Failure } from '../ui/Section.tsx';
import { useReading, useWords } from '../ui/words.ts';
import type { Named } from './Keys.tsx';
import { idsIn, type KeyForm, keyVariables, type ReachKind, reachKinds } from './key-form.ts';
import { Secret } from './Secret.tsx';
import css from './settings.module.css';
import { settingWords } from './words.ts';

const creating = graphql(`
  mutation CreateKey(
    $name: String!
    $role: Role!
    $scopes: [ApiKeyScope!]
    $customerIds: [ID!]
    $segmentIds: [ID!]
    $locationIds: [ID!]
    $expiresAt: DateTime
  ) {
    createApiKey(
      name: $name
      role: $role
      scopes: $scopes
      customerIds: $customerIds
      segmentIds: $segmentIds
      locationIds: $locationIds
      expiresAt: $expiresAt
    ) {
      key
      apiKey {
        id
        name
        ...Keys_key
      }
    }
  }
`);

const roles: readonly Role[] = ['MANAGER', 'ANALYST', 'PARTNER', 'ADMIN'];
const reachWords = {
  all: 'reachAll',
  segments: 'reachSegments',
  locations: 'reachLocations',
  customers: 'reachCustomers',
} as const;
const empty: KeyForm = { name: '', role: 'ANALYST', kind: 'all', chosen: [], ids: '', ends: '', metrics: false, contact: false };

interface CreateKeyProps {
  readonly segments: readonly Named[];
  readonly locations: readonly Named[];
}

/** Makes a key, and shows its secret once. */
export function CreateKey({ segments, locations }: CreateKeyProps) {
  const words = useWords(settingWords);
  const { timeZone } = useReading();
  const [form, setForm] = useState<KeyForm>(empty);
  const [made, setMade] = useState<{ readonly name: string; readonly key: string } | null>(null);
  const [create, { loading, error, reset }] = useMutation(creating, {
    fetchPolicy: 'no-cache', // the secret is kept nowhere
    errorPolicy: 'none',
    refetchQueries: ['KeyList'],
  });
  const change = (part: Partial<KeyForm>) => setForm((now) => ({ ...now, ...part }));
  const submit = async (event?: FormEvent) => {
    event?.preventDefault();
    const expiresAt = form.ends === '' ? null : endOfDay(form.ends, timeZone);
    const { data } = await create({ variables: keyVariables(form, expiresAt) }).catch(() => ({ data: null }));
    if (data?.createApiKey === undefined) return;
    setMade({ name: data.createApiKey.apiKey.name, key: data.createApiKey.key });
    setForm(empty);
    reset();
  };
  if (made !== null)
    return (
      <Secret
        title={words('created', { name: made.name })}
        label={words('secret')}
        secret={made.key}
        onDone={() => setMade(null)}
      />
    );
  const isReady = form.name.trim() !== '' && (form.kind === 'all' || form.chosen.length > 0 || idsIn(form.ids).length > 0);
  const kinds = reachKinds.filter((kind) => kind !== 'all' || form.role !== 'PARTNER');
  return (
    <Card title={words('createTitle')}>
      <form className={css.form} onSubmit={(event) => void submit(event)}>
        <label className={controls.field}>
          <span>{words('keyName')}</span>
          <input
            className={controls.input}
            type="text"
            maxLength={100}
            autoComplete="off"
            value={form.name}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
        </label>
        <label className={controls.field}>
          <span>{words('role')}</span>
          <select
            className={controls.input}
            value={form.role}
            onChange={(event) => {
              const role = event.currentTarget.value as Role;
              change({ role, ...(role === 'PARTNER' && form.kind === 'all' && { kind: 'segments', chosen: [] }) });
            }}
          >
            {roles.map((role) => (
              <option key={role} value={role}>
                {words(role)}
              </option>
            ))}
          </select>
        </label>
        <label className={controls.field}>
          <span>{words('reach')}</span>
          <select
            className={controls.input}
            value={form.kind}
            onChange={(event) => change({ kind: event.currentTarget.value as ReachKind, chosen: [], ids: '' })}
          >
            {kinds.map((kind) => (
              <option key={kind} value={kind}>
                {words(reachWords[kind])}
              </option>
            ))}
          </select>
        </label>
        <ReachChoice form={form} segments={segments} locations={locations} onChange={change} />
        <label className={controls.field}>
          <span>{words('expires')}</span>
          <input
            className={controls.input}
            type="date"
            value={form.ends}
            onChange={(event) => change({ ends: event.currentTarget.value })}
          />
        </label>
        <label className={controls.check}>
          <input type="checkbox" checked={form.metrics} onChange={(event) => change({ metrics: event.currentTarget.checked })} />
          <span>{words('metrics')}</span>
        </label>
        {form.role === 'PARTNER' && (
          <label className={controls.check}>
            <input
              type="checkbox"
              checked={form.contact}
              onChange={(event) => change({ contact: event.currentTarget.checked })}
            />
            <span>{words('contact')}</span>
          </label>
        )}
        {error !== undefined && <Failure error={error} retry={() => void submit()} />}
        <div className={controls.foot}>
          <button type="submit" className={controls.primary} disabled={!isReady || loading}>
            {words('create')}
          </button>
        </div>
      </form>
    </Card>
  );
}

interface ReachChoiceProps extends CreateKeyProps {
  readonly form: KeyForm;
  readonly onChange: (part: Partial<KeyForm>) => void;
}

function ReachChoice({ form, segments, locations, onChange }: ReachChoiceProps) {
  const words = useWords(settingWords);
  const { kind, chosen, ids } = form;
  if (kind === 'all') return null;
  if (kind === 'customers')
    return (
      <label className={controls.field}>
        <span>{words('customerIds')}</span>
        <textarea className={controls.input} value={ids} onChange={(event) => onChange({ ids: event.currentTarget.value })} />
      </label>
    );
  const offered = kind === 'segments' ? segments : locations;
  if (offered.length === 0) return <p className={css.hint}>{words(kind === 'segments' ? 'noSegments' : 'noLocations')}</p>;
  return (
    <fieldset className={css.choices}>
      <legend>{words(kind === 'segments' ? 'reachSegments' : 'reachLocations')}</legend>
      {offered.map(({ id, name }) => (
        <label key={id} className={controls.check}>
          <input
            type="checkbox"
            checked={chosen.includes(id)}
            onChange={(event) =>
              onChange({ chosen: event.currentTarget.checked ? [...chosen, id] : chosen.filter((other) => other !== id) })
            }
          />
          <span>{name}</span>
        </label>
      ))}
    </fieldset>
  );
}
