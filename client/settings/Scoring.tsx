import { useMutation, useQuery } from '@apollo/client/react';
import { useState } from 'react';
import type { Scoring_ConfigFragment, ScoringSettingGroup } from '../generated/graphql.ts';
import { useAsOf } from '../ui/as-of.ts';
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx';
import controls from '../ui/controls.module.css';
import { getFragmentData, graphql } from '../ui/graphql.ts';
import { Section } from '../ui/Section.tsx';
import { toast } from '../ui/toasts.ts';
import { useMay } from '../ui/viewer.ts';
import { useWords } from '../ui/words.ts';
import { Scoring_config } from './config.ts';
import { type Draft, outOfBounds, settingInput, touchesWeights, weightSums, withValue } from './draft.ts';
import { Preview } from './Preview.tsx';
import { SettingGroup } from './SettingGroup.tsx';
import css from './settings.module.css';
import { useWide } from './use-wide.ts';
import { Versions } from './Versions.tsx';
import { settingWords } from './words.ts';

const asking = graphql(`
  query ScoringSettings {
    scoringConfig {
      ...Scoring_config
    }
  }
`);

const saving = graphql(`
  mutation SaveScoring($settings: [ScoringSettingInput!]!, $note: String, $basedOn: Int) {
    saveScoringConfig(settings: $settings, note: $note, basedOn: $basedOn) {
      version
      ...Scoring_config
    }
  }
`);

const groups: Readonly<Record<'scoring' | 'alerts', readonly ScoringSettingGroup[]>> = {
  scoring: ['HEALTH_SCORE', 'RISKS', 'RELATIONSHIP', 'PROFILE', 'ACTIONS'],
  alerts: ['CHANGES_AND_ALERTS'],
};

/** The rules of the scoring, with what a change of them would do. */
export function Scoring({ part }: { readonly part: 'scoring' | 'alerts' }) {
  const asked = useQuery(asking);
  return (
    <Section asked={asked} height={600}>
      {({ scoringConfig }) => <Rules part={part} config={getFragmentData(Scoring_config, scoringConfig)} />}
    </Section>
  );
}

interface RulesProps {
  readonly part: 'scoring' | 'alerts';
  readonly config: Scoring_ConfigFragment;
}

function Rules({ part, config: { version, settings } }: RulesProps) {
  const words = useWords(settingWords);
  const administers = useMay('ADMINISTER');
  const isWide = useWide();
  const isPast = useAsOf().day !== null;
  const [draft, setDraft] = useState<Draft>(new Map());
  const [isSaving, setSaving] = useState(false);
  const canEdit = isWide && !isPast;
  const wrong = outOfBounds(settings, draft);
  const sums = weightSums(settings, draft);
  const isRight = wrong.length === 0 && sums.every((sum) => sum.isRight);
  const input = settingInput(settings, draft);
  return (
    <div className={css.groups}>
      <p className={css.intro}>{words('intro', { version })}</p>
      {!isWide && <p className={css.note}>{words('tooNarrow')}</p>}
      {isPast && <p className={css.note}>{words('pastReason')}</p>}
      {canEdit && !administers && <p className={css.note}>{words('tryOnly')}</p>}
      <div className={css.rules}>
        <div className={css.groups}>
          {groups[part].map((group) => (
            <SettingGroup
              key={group}
              title={words(group)}
              settings={settings.filter((setting) => setting.group === group)}
              draft={draft}
              sums={sums}
              disabled={!canEdit}
              onChange={(setting, value) => setDraft((now) => withValue(now, setting, value))}
            />
          ))}
        </div>
        {canEdit && (
          <aside className={css.effect} aria-label={words('previewTitle')}>
            <Preview input={input} isRight={isRight} />
            {draft.size > 0 && (
              <div className={`${controls.foot} ${css.saveBar}`}>
                {administers && (
                  <button type="button" className={controls.primary} disabled={!isRight} onClick={() => setSaving(true)}>
                    {words('save', { version: version + 1 })}
                  </button>
                )}
                <button type="button" className={controls.plain} onClick={() => setDraft(new Map())}>
                  {words('reset')}
                </button>
                <span className={css.hint}>{words('changes', { count: draft.size })}</span>
              </div>
            )}
          </aside>
        )}
      </div>
      <Versions present={version} mayRestore={administers && canEdit} onRestored={() => setDraft(new Map())} />
      {isSaving && (
        <SaveDialog
          version={version}
          input={input}
          touches={touchesWeights(settings, draft)}
          onClose={() => setSaving(false)}
          onSaved={() => setDraft(new Map())}
        />
      )}
    </div>
  );
}

interface SaveDialogProps {
  readonly version: number;
  readonly input: ReturnType<typeof settingInput>;
  /** Weights are among the changes. */
  readonly touches: boolean;
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

function SaveDialog({ version, input, touches, onClose, onSaved }: SaveDialogProps) {
  const words = useWords(settingWords);
  const [note, setNote] = useState('');
  const [save, { loading, error }] = useMutation(saving, {
    errorPolicy: 'none',
    refetchQueries: ['ScoringSettings', 'ScoringVersions'],
    awaitRefetchQueries: true,
  });
  const confirm = async () => {
    const text = note.trim();
    const { data } = await save({ variables: { settings: input, note: text === '' ? null : text, basedOn: version } }).catch(
      () => ({ data: null }),
    );
    if (data?.saveScoringConfig === undefined) return;
    const now = data.saveScoringConfig.version;
    toast(now === version ? words('unchanged') : words('saved', { version: now }));
    onSaved();
    onClose();
  };
  const word = `v${version + 1}`;
  return (
    <ConfirmDialog
      title={words('saveTitle', { version: version + 1 })}
      action={words('save', { version: version + 1 })}
      typed={touches ? { label: words('typeToConfirm', { word }), word } : undefined}
      isBusy={loading}
      error={error}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      <p>{words('saveText')}</p>
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
