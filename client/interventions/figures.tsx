import type { ReactNode } from 'react';
import { type EffectLane, EffectLanes } from '../ui/charts/EffectLanes.tsx';
import { Figure } from '../ui/Figure.tsx';
import { useFormat } from '../ui/format.ts';
import { useWords } from '../ui/words.ts';
import { type Effect, signedMoney, signedShare } from './effect.ts';
import { interventionWords } from './words.ts';

interface EffectsProps {
  readonly effects: readonly Effect[];
  readonly nameOf: (effect: Effect) => ReactNode;
  readonly title: string;
  readonly caption: string;
}

/** What each action did to visits: dots with their intervals on one scale. */
export function VisitLifts({ effects, nameOf, title, caption }: EffectsProps) {
  const words = useWords(interventionWords);
  const format = useFormat();
  const signed = (value: number) => format.signed(value, 2);
  const lanes = effects.map((effect): EffectLane => {
    const { action, visits, sampleSize } = effect;
    return {
      key: action,
      name: nameOf(effect),
      value: visits?.difference ?? null,
      low: visits?.low ?? null,
      high: visits?.high ?? null,
      text:
        visits === null
          ? words('few', { have: sampleSize.have, need: sampleSize.need })
          : words('between', { value: signed(visits.difference), low: signed(visits.low), high: signed(visits.high) }),
    };
  });
  return <Lanes lanes={lanes} title={title} caption={caption} column={words('visitsColumn')} write={signed} />;
}

/** What each action earned on what it cost. */
export function Returns({ effects, nameOf, title, caption }: EffectsProps) {
  const words = useWords(interventionWords);
  const format = useFormat();
  const share = (value: number | null) => (value === null ? words('unbounded') : signedShare(format, value));
  const lanes = effects.map((effect): EffectLane => {
    const { action, roi, netGain, sampleSize, visits } = effect;
    const gain = netGain === null ? null : signedMoney(format, netGain.value);
    return {
      key: action,
      name: nameOf(effect),
      value: roi?.value ?? null,
      low: roi?.low ?? null,
      high: roi?.high ?? null,
      text:
        roi !== null
          ? words('between', { value: share(roi.value), low: share(roi.low), high: share(roi.high) })
          : visits === null
            ? words('few', { have: sampleSize.have, need: sampleSize.need })
            : gain === null
              ? words('noCost')
              : words('freeGain', { gain }),
    };
  });
  return <Lanes lanes={lanes} title={title} caption={caption} column={words('roiColumn')} write={share} />;
}

interface LanesProps extends Pick<EffectsProps, 'title' | 'caption'> {
  readonly lanes: readonly EffectLane[];
  readonly column: string;
  readonly write: (value: number) => string;
}

function Lanes({ lanes, title, caption, column, write }: LanesProps) {
  const words = useWords(interventionWords);
  return (
    <Figure
      title={title}
      caption={caption}
      table={{ columns: [words('action'), column], rows: lanes.map(({ name, text }) => [name, text]), isSaid: true }}
    >
      <EffectLanes lanes={lanes} none={words('noEffect')} write={write} />
    </Figure>
  );
}
