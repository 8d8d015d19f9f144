import { useMutation } from '@apollo/client/react';
import type { ReactNode } from 'react';
import controls from '../ui/controls.module.css';
import { useFormat } from '../ui/format.ts';
import { type FragmentType, getFragmentData, graphql } from '../ui/graphql.ts';
import { Failure } from '../ui/Section.tsx';
import { useWords } from '../ui/words.ts';
import css from './data.module.css';
import { commandFor } from './for-page.ts';
import own from './format.module.css';
import { dataWords } from './words.ts';

export const FormatStep_job = graphql(`
  fragment FormatStep_job on ImportJob {
    id
    fileName
    problem
    recognised {
      id
      title
      tables
      beside
      settings {
        name
        about
        default
      }
    }
  }
`);

const checking = graphql(`
  mutation CheckExport($id: ID!, $format: ID!, $settings: [ImportSettingInput!]) {
    checkImport(id: $id, format: $format, settings: $settings) {
      id
      ...ImportCard_job
    }
  }
`);

interface FormatStepProps {
  readonly job: FragmentType<typeof FormatStep_job>;
  /** What somebody has filled in, by the names of settings; kept outside, because a check that stops leads back here. */
  readonly values: Readonly<Record<string, string>>;
  readonly onValues: (values: Readonly<Record<string, string>>) => void;
  readonly disabled: boolean;
  readonly onChecked: () => void;
  /** Reads the file column by column after all. */
  readonly onByHand: () => void;
  /** More buttons beside the one that goes on. */
  readonly children: ReactNode;
}

/** A file that its header shows to be an export of a known system: what it is read into, and what can be set. */
export function FormatStep({ job: given, values, onValues, disabled, onChecked, onByHand, children }: FormatStepProps) {
  const words = useWords(dataWords);
  const format = useFormat();
  const { id, fileName, problem, recognised } = getFragmentData(FormatStep_job, given);
  const [check, { loading, error }] = useMutation(checking, { errorPolicy: 'none' });
  if (recognised === null) return null;
  const settings = [
    ...recognised.settings,
    ...commonSettings.map((name) => ({ name, about: words(`setting_${name}`), default: null })),
  ];
  const submit = async () => {
    const chosen = Object.entries(values)
      .filter(([, value]) => value !== '')
      .map(([name, value]) => ({ name, value }));
    const { data } = await check({ variables: { id, format: recognised.id, settings: chosen } }).catch(() => ({ data: null }));
    if (data?.checkImport !== undefined) onChecked();
  };
  return (
    <>
      <div className={css.verdict} role="status">
        <p>{words('looksLike', { title: recognised.title })}</p>
        <p className={css.hint}>{words('readInto', { tables: format.list(recognised.tables.map((table) => words(table))) })}</p>
        {recognised.beside.length > 0 && (
          <div className={css.doubt}>
            <p>{words('beside', { files: format.list(recognised.beside) })}</p>
            <code className={own.command}>{commandFor(recognised.id, fileName, values)}</code>
          </div>
        )}
      </div>
      <details
        className={own.settings}
        open={problem !== null || recognised.settings.some((setting) => setting.default === null)}
      >
        <summary>{words('formatSettings')}</summary>
        <div className={own.list}>
          {settings.map((setting) => (
            <label key={setting.name} className={own.setting}>
              <span>{setting.name}</span>
              <input
                className={controls.input}
                disabled={disabled}
                placeholder={setting.default ?? undefined}
                value={values[setting.name] ?? ''}
                onChange={({ currentTarget: { value } }) => onValues({ ...values, [setting.name]: value })}
              />
              <span className={css.meaning}>{setting.about}</span>
            </label>
          ))}
        </div>
      </details>
      {error !== undefined && <Failure error={error} retry={() => void submit()} />}
      <div className={controls.foot}>
        <button type="button" className={controls.primary} disabled={disabled || loading} onClick={() => void submit()}>
          {words('check')}
        </button>
        <button type="button" className={controls.plain} onClick={onByHand}>
          {words('byHand')}
        </button>
        {children}
      </div>
    </>
  );
}

/** Settings that every format takes. */
const commonSettings = ['zone', 'decimal', 'phonePrefix'] as const;
