import { useFormat } from './format.ts';
import { type FragmentType, getFragmentData, graphql } from './graphql.ts';
import css from './kit.module.css';
import { common } from './words.common.ts';
import { useWords } from './words.ts';

export const NotYet_insufficientData = graphql(`
  fragment NotYet_insufficientData on InsufficientData {
    message
    have
    need
    expectedReadyOn
  }
`);

interface NotYetProps {
  /** Why there is nothing; null: nothing more is known than that. */
  readonly why: FragmentType<typeof NotYet_insufficientData> | null | undefined;
  /** Pixels: that of the figure it stands for, so that nothing jumps. */
  readonly height?: number;
}

/** Nothing known, drawn as nothing known: hatched, with what is missing and when it will do. Never a 0. */
export function NotYet({ why, height }: NotYetProps) {
  const words = useWords(common);
  const format = useFormat();
  const lack = getFragmentData(NotYet_insufficientData, why ?? null);
  // "0 of 1" says no more than the sentence does.
  const parts =
    lack === null || lack === undefined
      ? []
      : [
          ...(lack.need > 1 ? [words('haveOfNeed', { have: format.decimal(lack.have), need: format.decimal(lack.need) })] : []),
          ...(lack.expectedReadyOn === null ? [] : [words('readyBy', { day: format.day(lack.expectedReadyOn) })]),
        ];
  return (
    <div className={css.notYet} style={height === undefined ? undefined : { minHeight: height }}>
      <p>
        <span aria-hidden="true">◌ </span>
        {lack?.message ?? words('notEnough')}
      </p>
      {parts.length > 0 && <p className={css.small}>{parts.join(' · ')}</p>}
    </div>
  );
}
