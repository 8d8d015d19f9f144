import { useMutation } from '@apollo/client/react';
import { useContext, useState } from 'react';
import { useAsOf } from '../ui/as-of.ts';
import controls from '../ui/controls.module.css';
import { graphql } from '../ui/graphql.ts';
import { Icon } from '../ui/Icon.tsx';
import { PaperContext } from '../ui/paper.ts';
import { Failure } from '../ui/Section.tsx';
import { useMay } from '../ui/viewer.ts';
import { useWords } from '../ui/words.ts';
import css from './do.module.css';
import { doWords } from './words.do.ts';

const recording = graphql(`
  mutation DoAction($intervention: InterventionInput!) {
    recordIntervention(intervention: $intervention) {
      proceed
      errors {
        message
      }
    }
  }
`);

interface DoActionProps {
  readonly customerId: string;
  readonly action: string;
  /** What is to be done, for the button's name. */
  readonly title: string;
  readonly className?: string | undefined;
}

/** Puts an action for a guest on record, and says whether to do it: some guests are held back, so that its effect can be told. */
export function DoAction({ customerId, action, title, className }: DoActionProps) {
  const words = useWords(doWords);
  const { day } = useAsOf();
  const may = useMay('RECORD');
  const isPaper = useContext(PaperContext);
  const [answer, setAnswer] = useState<{ readonly proceed: boolean | null; readonly refusal: string | null } | null>(null);
  const [record, { loading, error }] = useMutation(recording, { refetchQueries: ['PastInterventions'] });
  if (!may || isPaper) return null;
  const run = async () => {
    const { data } = await record({ variables: { intervention: { customerId, action } } }).catch(() => ({ data: null }));
    const done = data?.recordIntervention;
    if (done !== undefined) setAnswer({ proceed: done.proceed, refusal: done.errors[0]?.message ?? null });
  };
  if (answer !== null && answer.proceed !== null)
    return (
      <p className={css.answer} role="status" data-proceed={answer.proceed}>
        <Icon name={answer.proceed ? 'check' : 'clock'} size={14} /> {words(answer.proceed ? 'proceed' : 'holdBack')}
      </p>
    );
  return (
    <div className={css.do}>
      <button
        type="button"
        className={className ?? controls.plain}
        aria-label={words('doOf', { title })}
        disabled={loading || day !== null}
        title={day === null ? words('doHint') : words('pastReason')}
        onClick={() => void run()}
      >
        {words('do')}
      </button>
      {answer !== null && (
        <p className={css.answer} role="alert">
          {answer.refusal}
        </p>
      )}
      {error !== undefined && <Failure error={error} retry={() => void run()} />}
    </div>
  );
}
