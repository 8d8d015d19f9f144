import { DotCompare } from '../ui/charts/DotCompare.tsx';
import { Figure } from '../ui/Figure.tsx';
import { useFormat } from '../ui/format.ts';
import { useWords } from '../ui/words.ts';
import type { Horizon } from './card.ts';
import { modelWords } from './words.ts';

/** The scale reaches at least this far to both sides, so that a small bias looks small. */
const leastReach = 0.25;

/** Whether too much or too little was expected over everybody. */
export function Bias({ horizon }: { readonly horizon: Horizon }) {
  const words = useWords(modelWords);
  const format = useFormat();
  const { visitBias, valueBias, valueError, horizonDays } = horizon;
  const percent = (share: number | null) =>
    share === null ? words('unknown') : `${Math.round(share * 100) > 0 ? '+' : ''}${format.percent(share)}`;
  const whole = Math.round((visitBias ?? 0) * 100);
  const title =
    visitBias === null
      ? words('biasName')
      : whole === 0
        ? words('biasNone')
        : words(whole > 0 ? 'biasMore' : 'biasLess', { share: format.percent(Math.abs(visitBias)) });
  const reach = Math.max(leastReach, Math.abs(visitBias ?? 0), Math.abs(valueBias ?? 0)) * 1.1;
  const rows = [
    { key: 'visits', name: words('visits'), value: visitBias },
    { key: 'value', name: words('value'), value: valueBias },
  ];
  return (
    <Figure
      title={title}
      caption={words('biasCaption')}
      description={words('biasText', { visits: percent(visitBias), value: percent(valueBias) })}
      table={{
        columns: [words('biasName'), words('error')],
        rows: rows.map(({ name, value }) => [name, percent(value)]),
      }}
    >
      <DotCompare
        from={-reach}
        to={reach}
        line={0}
        rows={rows.map((row) => ({ ...row, text: percent(row.value), isOurs: true }))}
        marks={[
          { at: -reach, label: words('tooLittle') },
          { at: 0, label: '0' },
          { at: reach, label: words('tooMuch') },
        ]}
      />
      {valueError !== null && <p>{words('biasError', { days: horizonDays, amount: format.money(valueError) })}</p>}
    </Figure>
  );
}
