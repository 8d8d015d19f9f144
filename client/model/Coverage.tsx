import { DotCompare } from '../ui/charts/DotCompare.tsx';
import { Figure } from '../ui/Figure.tsx';
import { useFormat } from '../ui/format.ts';
import { useWords } from '../ui/words.ts';
import type { Horizon } from './card.ts';
import { modelWords } from './words.ts';

/** Shares this far from what was promised are said to be off. */
const offBy = 0.05;

/** Whether intervals held as often as they promised. */
export function Coverage({ horizon }: { readonly horizon: Horizon }) {
  const words = useWords(modelWords);
  const format = useFormat();
  const { coverage50, coverage80 } = horizon;
  const shares = { share50: format.percent(coverage50), share80: format.percent(coverage80) };
  const isOff = Math.abs(coverage50 - 0.5) > offBy || Math.abs(coverage80 - 0.8) > offBy;
  const rows = [
    { key: '50', name: words('interval50'), value: coverage50, goal: 0.5 },
    { key: '80', name: words('interval80'), value: coverage80, goal: 0.8 },
  ];
  return (
    <Figure
      title={words(isOff ? 'coverageOff' : 'coverage', shares)}
      caption={words('coverageCaption')}
      description={words('coverageText', shares)}
      table={{
        columns: [words('interval'), words('promised'), words('held')],
        rows: rows.map(({ name, goal, value }) => [name, format.percent(goal), format.percent(value, 1)]),
      }}
    >
      <DotCompare
        from={0}
        to={1}
        rows={rows.map((row) => ({ ...row, text: format.percent(row.value), isOurs: true }))}
        marks={[0, 0.5, 0.8].map((at) => ({ at, label: format.percent(at) }))}
      />
    </Figure>
  );
}
