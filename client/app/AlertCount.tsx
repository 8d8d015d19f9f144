import { useQuery } from '@apollo/client/react';
import { useFormat } from '../ui/format.ts';
import { graphql } from '../ui/graphql.ts';
import { useWords } from '../ui/words.ts';
import css from './app.module.css';
import { appWords } from './words.ts';

const counting = graphql(`
  query AlertCount {
    healthAlertCounts {
      open
    }
  }
`);

/** How many alerts nobody has taken on; nothing while there is none. */
export function AlertCount() {
  const words = useWords(appWords);
  const format = useFormat();
  const { data } = useQuery(counting);
  const open = data?.healthAlertCounts?.open ?? 0;
  if (open === 0) return null;
  return (
    <span className={css.count}>
      <span aria-hidden="true">{format.compact(open)}</span>
      <span className="ecx-hidden">{words('alertCount', { open })}</span>
    </span>
  );
}
