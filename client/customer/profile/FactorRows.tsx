import { Scale } from '../../ui/charts/Scale.tsx';
import { Figure } from '../../ui/Figure.tsx';
import { useFormat } from '../../ui/format.ts';
import { Trend } from '../../ui/Marks.tsx';
import { useWords } from '../../ui/words.ts';
import { Because } from './Because.tsx';
import css from './profile.module.css';
import type { Relationship } from './RelationshipView.tsx';
import { leastMove, settled } from './settled.ts';
import { relationshipWords } from './words.relationship.ts';
import { profileWords } from './words.ts';

interface FactorRowsProps {
  readonly factors: Relationship['relationshipFactors'];
  readonly asOf: string;
  readonly customerId: string;
}

type Factor = Relationship['relationshipFactors'][number];

/** The factors on one scale, most points first; what is absent comes last and is never drawn as 0. */
export function FactorRows({ factors, asOf, customerId }: FactorRowsProps) {
  const words = useWords(relationshipWords);
  const format = useFormat();
  const sorted = factors.toSorted((left, right) => (right.contribution ?? -1) - (left.contribution ?? -1));
  const first = sorted[0] !== undefined && sorted[0].contribution !== null ? sorted[0].name : null;
  const days = factors.find(({ trend }) => trend !== null)?.trend?.days ?? 0;
  return (
    <Figure
      title={words('factorsTitle', { first: first ?? 'NONE', name: first === null ? '' : words(first) })}
      caption={words('factorsCaption', { least: leastMove })}
      table={{
        isSaid: true,
        columns: [words('factor'), words('score'), words('weight'), words('pointsHead'), words('trend', { days })],
        rows: sorted.map(({ name, score, weight, contribution, trend }) => [
          words(name),
          format.whole(score),
          format.whole(weight),
          format.decimal(contribution),
          <Trend key={name} direction={settled(trend)} change={trend?.change ?? null} />,
        ]),
      }}
    >
      <div className={css.factors}>
        {sorted.map((factor) => (
          <Row key={factor.name} factor={factor} asOf={asOf} customerId={customerId} />
        ))}
      </div>
    </Figure>
  );
}

function Row({ factor, asOf, customerId }: { readonly factor: Factor; readonly asOf: string; readonly customerId: string }) {
  const words = useWords(relationshipWords);
  const kit = useWords(profileWords);
  const format = useFormat();
  const { name, score, weight, contribution, trend, evidence, insufficientData, withoutSpread } = factor;
  const note = words('factorNote', { weight: format.whole(weight) });
  if (score === null)
    return (
      <div className={css.factor}>
        <span className={css.quiet}>{words(name)}</span>
        <div className={css.absent}>
          <span>◌ {insufficientData?.message}</span>
        </div>
        <span className={`${css.factorSide} ${css.note}`}>{note}</span>
      </div>
    );
  return (
    <div className={css.factor}>
      <Because
        path={`relationship.${name}`}
        label={`${words(name)}: ${kit('of100', { value: format.whole(score) })}`}
        title={words(name)}
        sentence={words('factorWhy', { name })}
        inputs={evidence}
        asOf={asOf}
        customerId={customerId}
        query="relationshipStrength { relationshipFactors { name score weight contribution evidence { name value unit events } } }"
      >
        {words(name)}
      </Because>
      <Scale from={0} to={100} value={score} name={kit('of100', { value: format.whole(score) })} marks={[]} />
      <span className={css.factorSide}>{words('points', { points: Math.round(contribution ?? 0) })}</span>
      <span className={css.factorNote}>
        {kit('of100', { value: format.whole(score) })} · {note} ·{' '}
        <Trend direction={settled(trend)} change={trend?.change ?? null} />
        {withoutSpread && ` · ${words('withoutSpread')}`}
      </span>
    </div>
  );
}
