import { RankedDots } from '../../ui/charts/RankedDots.tsx';
import { Figure } from '../../ui/Figure.tsx';
import { useFormat } from '../../ui/format.ts';
import { NotYet } from '../../ui/NotYet.tsx';
import { useWords } from '../../ui/words.ts';
import type { Demographics } from './DemographicsView.tsx';
import css from './profile.module.css';
import { demographicWords } from './words.demographics.ts';

interface ChannelFigureProps {
  readonly communication: NonNullable<Demographics['communicationPreferences']>;
}

/** How a guest wants to be written to: what is allowed, and what answers. */
export function ChannelFigure({ communication }: ChannelFigureProps) {
  const words = useWords(demographicWords);
  const format = useFormat();
  const { channel, channelBasis, channels, hour, answers } = communication;
  const rows = channels.map((row) => ({
    ...row,
    key: row.channel,
    name: words('channel', { channel: row.channel }),
    text: row.deliveries === 0 ? '–' : format.percent(row.responseRate),
    note: words('channelNote', {
      usable: String(row.usable),
      consent: String(row.consent),
      deliveries: row.deliveries,
    }),
    value: row.deliveries === 0 ? null : row.responseRate,
    lower: row.deliveries === 0 ? null : row.lower,
    upper: row.deliveries === 0 ? null : row.upper,
    hollow: !row.usable,
  }));
  return (
    <Figure
      title={words('channelTitle', {
        channel: channel ?? (channels.some(({ usable }) => usable) ? 'UNKNOWN' : 'NONE'),
        basis: channelBasis ?? 'LEARNED',
        name: channel === null ? '' : words('channel', { channel }),
      })}
      caption={words('channelCaption')}
      table={{
        isSaid: true,
        columns: [words('channelHead'), words('consentHead'), words('rate'), words('interval')],
        rows: rows.map((row) => [
          row.name,
          words('consent', { consent: String(row.consent) }),
          row.text,
          row.lower === null ? '–' : `${format.percent(row.lower)} – ${format.percent(row.upper)}`,
        ]),
      }}
    >
      <RankedDots rows={rows} full={Math.max(0.5, ...rows.map(({ upper }) => upper ?? 0))} />
      {channel === null && communication.insufficientChannelData !== null && (
        <NotYet why={communication.insufficientChannelData} />
      )}
      {hour !== null && (
        <p>
          <span className={css.quiet}>{words('hour')}</span> {words('hourValue', { hour })}{' '}
          <span className={css.note}>{words('hourNote', { answers })}</span>
        </p>
      )}
    </Figure>
  );
}
