import { useMutation, useQuery } from '@apollo/client/react';
import { useState } from 'react';
import type { ScoringVersionsQuery } from '../generated/graphql.ts';
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx';
import controls from '../ui/controls.module.css';
import { Card } from '../ui/Figure.tsx';
import { useFormat } from '../ui/format.ts';
import { getFragmentData, graphql } from '../ui/graphql.ts';
import { Near, Section } from '../ui/Section.tsx';
import { toast } from '../ui/toasts.ts';
import { useWords } from '../ui/words.ts';
import { Scoring_config } from './config.ts';
import { differences } from './draft.ts';
import css from './settings.module.css';
import { shownAs, toField } from './units.ts';
import { shortWho } from './who.ts';
import { settingWords } from './words.ts';

const asking = graphql(`
  query ScoringVersions {
    scoringConfigVersions(first: 20) {
      version
      configVersion
      note
      savedAt
      savedBy
      ...Scoring_config
    }
  }
`);

const restoring = graphql(`
  mutation RestoreScoring($version: Int!, $note: String) {
    restoreScoringConfig(version: $version, note: $note) {
      version
    }
  }
`);

type Version = ScoringVersionsQuery['scoringConfigVersions'][number];

interface VersionsProps {
  /** The version in force. */
  readonly present: number;
  readonly mayRestore: boolean;
  readonly onRestored: () => void;
}

/** What the settings were before: who changed what, when and why. */
export function Versions(props: VersionsProps) {
  const words = useWords(settingWords);
  return (
    <Near height={200}>
      <Card title={words('versions')}>
        <VersionList {...props} />
      </Card>
    </Near>
  );
}

function VersionList({ present, mayRestore, onRestored }: VersionsProps) {
  const asked = useQuery(asking);
  const [chosen, setChosen] = useState<number | null>(null);
  return (
    <>
      <Section asked={asked} height={120}>
        {({ scoringConfigVersions: versions }) => (
          <ol className={css.versions}>
            {versions.map((version, index) => (
              <VersionRow
                key={version.version}
                version={version}
                before={versions[index + 1] ?? null}
                isPresent={version.version === present}
                onRestore={mayRestore ? () => setChosen(version.version) : null}
              />
            ))}
          </ol>
        )}
      </Section>
      {chosen !== null && <RestoreDialog version={chosen} onClose={() => setChosen(null)} onRestored={onRestored} />}
    </>
  );
}

interface VersionRowProps {
  readonly version: Version;
  /** The one before it; null: not listed. */
  readonly before: Version | null;
  readonly isPresent: boolean;
  /** Null: the viewer may not. */
  readonly onRestore: (() => void) | null;
}

function VersionRow({ version, before, isPresent, onRestore }: VersionRowProps) {
  const words = useWords(settingWords);
  const format = useFormat();
  const { settings } = getFragmentData(Scoring_config, version);
  const changes = before === null ? [] : differences(settings, getFragmentData(Scoring_config, before).settings);
  return (
    <li>
      <div className={css.versionText}>
        <p>
          <strong>{words('version', { version: version.version })}</strong>{' '}
          {isPresent && <span className={css.tag}>{words('inForce')}</span>}{' '}
          <span className={css.hint}>
            {version.savedAt === null
              ? words('defaults')
              : words('savedBy', { time: format.time(version.savedAt), who: shortWho(version.savedBy ?? '–') })}
          </span>{' '}
          <span className={css.hint}>{words('asScored', { version: version.configVersion })}</span>
        </p>
        {version.savedAt !== null && <p>{version.note ?? words('noNote')}</p>}
        {changes.length > 0 && (
          <ul className={css.changes}>
            {changes.map(({ setting, was }) => {
              const shown = shownAs(setting);
              const text = (value: number) => format.decimal(toField(value, shown), 2);
              return (
                <li key={setting.name}>
                  {words('from', { meaning: setting.meaning, was: text(was), value: text(setting.value) })}
                </li>
              );
            })}
          </ul>
        )}
      </div>
      {!isPresent && onRestore !== null && (
        <button
          type="button"
          className={controls.plain}
          aria-label={words('restoreOf', { version: version.version })}
          onClick={onRestore}
        >
          {words('restore')}
        </button>
      )}
    </li>
  );
}

interface RestoreDialogProps {
  readonly version: number;
  readonly onClose: () => void;
  readonly onRestored: () => void;
}

function RestoreDialog({ version, onClose, onRestored }: RestoreDialogProps) {
  const words = useWords(settingWords);
  const [note, setNote] = useState('');
  const [restore, { loading, error }] = useMutation(restoring, {
    errorPolicy: 'none',
    refetchQueries: ['ScoringSettings', 'ScoringVersions'],
    awaitRefetchQueries: true,
  });
  const confirm = async () => {
    const text = note.trim();
    const { data } = await restore({ variables: { version, note: text === '' ? null : text } }).catch(() => ({ data: null }));
    if (data?.restoreScoringConfig === undefined) return;
    toast(words('saved', { version: data.restoreScoringConfig.version }));
    onRestored();
    onClose();
  };
  const word = `v${version}`;
  return (
    <ConfirmDialog
      title={words('restoreTitle', { version })}
      action={words('restore')}
      typed={{ label: words('typeToConfirm', { word }), word }}
      isBusy={loading}
      error={error}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      <p>{words('restoreText')}</p>
      <label className={controls.field}>
        <span>{words('note')}</span>
        <textarea
          className={controls.input}
          maxLength={500}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
      </label>
    </ConfirmDialog>
  );
}
