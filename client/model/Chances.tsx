import { Reliability } from '../ui/charts/Reliability.tsx';
import { DataRows, Figure } from '../ui/Figure.tsx';
import { useFormat } from '../ui/format.ts';
import { useWords } from '../ui/words.ts';
import { countsByTenth, type Horizon, type Origin, shareInterval } from './card.ts';
import css from './model.module.css';
import { modelWords } from './words.ts';

/** Fewer are not drawn: their dots would lie anywhere. */
const fewest = 200;
/** Mean distance, points of 100, up to which the title calls it right. */
const rightPoints = 5;

/** What was given against what came. */
export function Chances({ horizon, origins }: { readonly horizon: Horizon; readonly origins: readonly Origin[] }) {
  const words = useWords(modelWords);
  const format = useFormat();
  const { bins, ece, guests } = horizon;
  const days = origins.map(({ originDate }) => originDate).sort();
  const gap = format.decimal(ece * 100);
  const title = words(ece * 100 <= rightPoints ? 'reliabilityRight' : 'reliabilityOff', { gap });
  const rows = bins.map((bin) => ({ ...bin, ...shareInterval(bin.observed, bin.guests) }));
  const [low, high] = [bins[0], bins.at(-1)];
  const percent = (share: number) => format.percent(share);
  const table = {
    columns: [words('given'), words('came'), words('interval'), words('guests')],
    rows: rows.map((bin) => [
      format.percent(bin.predicted, 1),
      format.percent(bin.observed, 1),
      `${format.percent(bin.lower, 1)} – ${format.percent(bin.upper, 1)}`,
      format.whole(bin.guests),
    ]),
  };
  const caption = words('caption', {
    guests,
    origins: horizon.origins,
    from: format.day(days[0]),
    to: format.day(days.at(-1)),
  });
  if (guests < fewest)
    return (
      <Figure title={title} caption={`${caption} ${words('few')}`}>
        <DataRows label={title} {...table} />
      </Figure>
    );
  return (
    <Figure
      title={title}
      caption={caption}
      table={table}
      className={css.square ?? ''}
      description={words('reliabilityText', {
        low: percent(low?.predicted ?? 0),
        lowCame: percent(low?.observed ?? 0),
        high: percent(high?.predicted ?? 0),
        highCame: percent(high?.observed ?? 0),
      })}
    >
      <Reliability
        name={title}
        percent={percent}
        words={{ x: words('reliabilityAxis'), y: words('reliabilityY'), perfect: words('perfect') }}
        dots={rows.map((bin, index) => ({
          key: String(index),
          given: bin.predicted,
          came: bin.observed,
          lower: bin.lower,
          upper: bin.upper,
          name: words('mark', {
            given: format.percent(bin.predicted, 1),
            came: format.percent(bin.observed, 1),
            guests: bin.guests,
          }),
        }))}
        counts={countsByTenth(bins).map((count, tenth) => ({
          count,
          name: words('markCount', { guests: count, from: percent(tenth / 10), to: percent((tenth + 1) / 10) }),
        }))}
      />
    </Figure>
  );
}
