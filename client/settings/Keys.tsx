import { useMutation, useQuery } from '@apollo/client/react';
import { useState } from 'react';
import { useAsOf } from '../ui/as-of.ts';
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx';
import controls from '../ui/controls.module.css';
import { Card } from '../ui/Figure.tsx';
import { useFormat } from '../ui/format.ts';
import { type FragmentType, getFragmentData, graphql } from '../ui/graphql.ts';
import { Section } from '../ui/Section.tsx';
import { toast } from '../ui/toasts.ts';
import { useWords } from '../ui/words.ts';
import { CreateKey } from './CreateKey.tsx';
import css from './settings.module.css';
import { shortWho } from './who.ts';
import { settingWords } from './words.ts';

export const Keys_key = graphql(`
  fragment Keys_key on ApiKey {
    id
    name
    role
    scopes
    reach {
      everybody
      customers
      segments
      locations
    }
    createdAt
    createdBy
    lastUsedAt
    expiresAt
    revokedAt
  }
`);

const asking = graphql(`
  query KeyList {
    apiKeys {
      id
      ...Keys_key
    }
    segments {
      id
      name
    }
    venue {
      locations {
        id
        name
      }
    }
  }
`);

const revoking = graphql(`
  mutation RevokeKey($id: ID!) {
    revokeApiKey(id: $id) {
      id
      ...Keys_key
    }
  }
`);

/** Something that a key's reach can follow. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

/** The keys of programs: who has one, what it sees, when it was used; made and revoked here. */
export function Keys() {
  const words = useWords(settingWords);
  const isPast = useAsOf().day !== null;
  const asked = useQuery(asking, { fetchPolicy: 'cache-and-network' });
  return (
    <>
      <p className={css.intro}>{words('keysIntro')}</p>
      <Section asked={asked} height={300}>
        {({ apiKeys, segments, venue: { locations } }) => (
          <div className={css.groups}>
            <Card title={words('keys')}>
              {apiKeys.length === 0 ? (
                <p className={css.hint}>{words('keysNone')}</p>
              ) : (
                <ul className={css.facts}>
                  {apiKeys.map((key) => (
                    <KeyRow key={key.id} apiKey={key} segments={segments} locations={locations} />
                  ))}
                </ul>
              )}
            </Card>
            {isPast ? <p className={css.note}>{words('pastReason')}</p> : <CreateKey segments={segments} locations={locations} />}
          </div>
        )}
      </Section>
    </>
  );
}

interface KeyRowProps {
  readonly apiKey: FragmentType<typeof Keys_key>;
  readonly segments: readonly Named[];
  readonly locations: readonly Named[];
}

function KeyRow({ apiKey, segments, locations }: KeyRowProps) {
  const words = useWords(settingWords);
  const format = useFormat();
  const isPast = useAsOf().day !== null;
  const [isRevoking, setRevoking] = useState(false);
  const { id, name, role, scopes, reach, createdAt, createdBy, lastUsedAt, expiresAt, revokedAt } = getFragmentData(
    Keys_key,
    apiKey,
  );
  const [revokeApiKey, { loading, error }] = useMutation(revoking, {
    variables: { id },
    errorPolicy: 'none',
    onCompleted: () => {
      setRevoking(false);
      toast(words('revokedDone', { name }));
    },
  });
  const namesOf = (ids: readonly string[], all: readonly Named[]) =>
    format.list(ids.map((wanted) => all.find((one) => one.id === wanted)?.name ?? wanted));
  const sees = reach.everybody
    ? words('reachAll')
    : reach.segments.length > 0
      ? words('reachSegmentsList', { names: namesOf(reach.segments, segments) })
      : reach.locations.length > 0
        ? words('reachLocationsList', { names: namesOf(reach.locations, locations) })
        : reach.customers > 0
          ? words('reachCustomersCount', { count: reach.customers })
          : words('reachNobody');
  const isOver = expiresAt !== null && Date.parse(expiresAt) < Date.now();
  const facts = [
    createdBy === null
      ? words('made', { time: format.day(createdAt) })
      : words('madeBy', { time: format.day(createdAt), who: shortWho(createdBy) }),
    lastUsedAt === null ? words('neverUsed') : words('used', { ago: format.ago(lastUsedAt) }),
    expiresAt === null ? null : words(isOver ? 'ended' : 'ends', { time: format.day(expiresAt) }),
    revokedAt === null ? null : words('revoked', { time: format.time(revokedAt) }),
  ].filter((fact) => fact !== null);
  const more = [
    scopes.includes('CONTACT') ? words('seesContact') : null,
    scopes.includes('METRICS') ? words('readsMetrics') : null,
  ];
  return (
    <li data-over={revokedAt !== null || isOver}>
      <div>
        <h4>{name}</h4>
        <p>{[words(role), sees, ...more].filter((part) => part !== null).join(' · ')}</p>
        <p className={css.hint}>
          <code>ecx_{id}</code> · {facts.join(' · ')}
        </p>
      </div>
      {revokedAt === null && (
        <button
          type="button"
          className={controls.danger}
          aria-label={words('revokeOf', { name })}
          disabled={isPast}
          onClick={() => setRevoking(true)}
        >
          {words('revoke')}
        </button>
      )}
      {isRevoking && (
        <ConfirmDialog
          title={words('revokeTitle', { name })}
          action={words('revoke')}
          typed={{ label: words('typeName', { name }), word: name }}
          isDanger
          isBusy={loading}
          error={error}
          onConfirm={() => void revokeApiKey()}
          onClose={() => setRevoking(false)}
        >
          <p>{words('revokeText')}</p>
        </ConfirmDialog>
      )}
    </li>
  );
}
