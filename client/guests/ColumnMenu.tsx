import { Icon } from '../ui/Icon.tsx';
import { Pop } from '../ui/Pop.tsx';
import { useWords } from '../ui/words.ts';
import { type ColumnKey, usualColumns } from './columns.tsx';
import css from './guests.module.css';
import { guestWords } from './words.ts';

interface ColumnMenuProps {
  readonly allowed: readonly ColumnKey[];
  readonly columns: readonly ColumnKey[];
  /** Null: the usual ones. */
  readonly onChange: (columns: readonly ColumnKey[] | null) => void;
}

/** Which columns the table has; only those are asked for. */
export function ColumnMenu({ allowed, columns, onChange }: ColumnMenuProps) {
  const words = useWords(guestWords);
  const toggle = (key: ColumnKey, isOn: boolean) =>
    onChange(allowed.filter((other) => (other === key ? isOn : columns.includes(other))));
  return (
    <Pop
      title={words('columnsTitle')}
      content={() => (
        <div className={css.menu}>
          <ul>
            {allowed
              .filter((key) => key !== 'name')
              .map((key) => (
                <li key={key}>
                  <label>
                    <input
                      type="checkbox"
                      checked={columns.includes(key)}
                      disabled={columns.length === 2 && columns.includes(key)}
                      onChange={(event) => toggle(key, event.currentTarget.checked)}
                    />
                    <span>
                      {words(key === 'churn' ? 'column_churnPlain' : key === 'change' ? 'menu_change' : `column_${key}`)}
                    </span>
                  </label>
                </li>
              ))}
          </ul>
          <button
            type="button"
            className={css.button}
            disabled={columns.join() === usualColumns.join()}
            onClick={() => onChange(null)}
          >
            {words('usual')}
          </button>
        </div>
      )}
    >
      <Icon name="columns" size={14} /> {words('columns')}
    </Pop>
  );
}
