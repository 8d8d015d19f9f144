import { useState } from 'react';
import controls from '../ui/controls.module.css';
import { Card } from '../ui/Figure.tsx';
import { useWords } from '../ui/words.ts';
import css from './settings.module.css';
import { settingWords } from './words.ts';

interface SecretProps {
  readonly title: string;
  readonly label: string;
  readonly secret: string;
  readonly onDone: () => void;
}

/** A secret at the only time that it is shown. */
export function Secret({ title, label, secret, onDone }: SecretProps) {
  const words = useWords(settingWords);
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(secret);
    setCopied(true);
  };
  return (
    <Card title={title}>
      <div className={css.form} role="status">
        <label className={controls.field}>
          <span>{label}</span>
          <input
            className={`${controls.input} ${css.secret}`}
            readOnly
            value={secret}
            onFocus={(event) => event.currentTarget.select()}
          />
        </label>
        <div className={controls.foot}>
          <button type="button" className={controls.primary} onClick={() => void copy()}>
            {words(isCopied ? 'copied' : 'copy')}
          </button>
          <button type="button" className={controls.plain} onClick={onDone}>
            {words('haveIt')}
          </button>
        </div>
      </div>
    </Card>
  );
}
