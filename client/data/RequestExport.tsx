import { useMutation } from '@apollo/client/react';
import { type FormEvent, useState } from 'react';
import { FilterBar, useFilter } from '../filters/index.ts';
import { useAsOf } from '../ui/as-of.ts';
import controls from '../ui/controls.module.css';
import { Card } from '../ui/Figure.tsx';
import { graphql } from '../ui/graphql.ts';
import { Icon } from '../ui/Icon.tsx';
import { Failure } from '../ui/Section.tsx';
import { toast } from '../ui/toasts.ts';
import { useFeature, useMay } from '../ui/viewer.ts';
import { useWords } from '../ui/words.ts';
import css from './data.module.css';
import { type ExportForm, exportTemplates, requestOf, templatesFor } from './export-form.ts';
import own from './exports.module.css';
import { exportWords } from './words.exports.ts';

const requesting = graphql(`
  mutation RequestExport($query: String!, $variables: String, $format: BulkExportFormat!) {
    requestBulkExport(query: $query, variables: $variables, format: $format) {
      id
      ...ExportRow_export
    }
  }
`);

const formats = ['CSV', 'JSON_LINES'] as const;

/** Asks for an export: what it holds, of which guests, how it is written. */
export function RequestExport() {
  const words = useWords(exportWords);
  const { filter, ignored, change: changeFilter } = useFilter();
  const isPast = useAsOf().day !== null;
  const scores = useFeature('HEALTH_SCORING');
  const names = templatesFor({ scores, profiles: useFeature('ENHANCED_PROFILES'), contact: useMay('READ_CONTACT') });
  const [form, setForm] = useState<ExportForm>({ content: names[0] ?? 'own', format: 'CSV', query: '', variables: '' });
  const change = (part: Partial<ExportForm>) => setForm((now) => ({ ...now, ...part }));
  const [request, { loading, error }] = useMutation(requesting, {
    errorPolicy: 'none',
    refetchQueries: ['ExportList'],
    onCompleted: () => toast(words('started')),
  });
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    void request({ variables: requestOf(form, filter) });
  };
  /** Whoever writes a query begins with the one that was chosen before. */
  const choose = (content: ExportForm['content']) => {
    const before = form.content;
    if (content !== 'own' || before === 'own') change({ content });
    else change({ content, query: exportTemplates[before], variables: JSON.stringify({ filter }) });
  };
  return (
    <Card>
      <form className={own.form} onSubmit={submit}>
        <div className={own.choices}>
          <label className={controls.field}>
            <span>{words('content')}</span>
            <select
              className={controls.input}
              value={form.content}
              onChange={(event) => choose(event.currentTarget.value as ExportForm['content'])}
            >
              {[...names, 'own' as const].map((name) => (
                <option key={name} value={name}>
                  {words(name)}
                </option>
              ))}
            </select>
          </label>
          <label className={controls.field}>
            <span>{words('format')}</span>
            <select
              className={controls.input}
              value={form.format}
              onChange={(event) => change({ format: event.currentTarget.value as ExportForm['format'] })}
            >
              {formats.map((name) => (
                <option key={name} value={name}>
                  {words(name)}
                </option>
              ))}
            </select>
          </label>
        </div>
        {form.content === 'own' ? (
          <OwnQuery form={form} onChange={change} />
        ) : (
          <FilterBar filter={filter} onChange={changeFilter} ignored={ignored} saves={false} />
        )}
        {error !== undefined && <Failure error={error} retry={() => submit()} />}
        {isPast && <p className={css.hint}>{words('pastReason')}</p>}
        <div className={controls.foot}>
          <button
            type="submit"
            className={controls.primary}
            disabled={isPast || loading || (form.content === 'own' && form.query.trim() === '')}
          >
            <Icon name="download" /> {words('start')}
          </button>
          <a href="/docs/guides/bulk-export">{words('guide')}</a>
        </div>
      </form>
    </Card>
  );
}

interface OwnQueryProps {
  readonly form: ExportForm;
  readonly onChange: (part: Partial<ExportForm>) => void;
}

function OwnQuery({ form, onChange }: OwnQueryProps) {
  const words = useWords(exportWords);
  return (
    <>
      <label className={controls.field}>
        <span>{words('query')}</span>
        <textarea
          className={`${controls.input} ${own.code}`}
          rows={12}
          maxLength={20_000}
          spellCheck={false}
          value={form.query}
          onChange={(event) => onChange({ query: event.currentTarget.value })}
        />
      </label>
      <label className={controls.field}>
        <span>{words('variables')}</span>
        <textarea
          className={`${controls.input} ${own.code}`}
          rows={2}
          spellCheck={false}
          value={form.variables}
          onChange={(event) => onChange({ variables: event.currentTarget.value })}
        />
      </label>
    </>
  );
}
