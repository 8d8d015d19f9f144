import { useQuery } from '@apollo/client/react';
import { useAsOf } from '../ui/as-of.ts';
import { Strip100 } from '../ui/charts/Strip100.tsx';
import { Card, Figure } from '../ui/Figure.tsx';
import { useFormat } from '../ui/format.ts';
import { NotYet } from '../ui/NotYet.tsx';
import { Section } from '../ui/Section.tsx';
import { Why } from '../ui/Why.tsx';
import { useWords } from '../ui/words.ts';
import css from './health.module.css';
import { placeAmongGuests } from './place-query.ts';
import { segmentName } from './segments.ts';
import { PlaceWhy } from './whys.ts';
import { healthWords } from './words.ts';

/** Where the score stands among those of the other guests. */
export function Place({ customerId }: { readonly customerId: string }) {
  const words = useWords(healthWords);
  const format = useFormat();
  const { instant } = useAsOf();
  const asked = useQuery(placeAmongGuests, { variables: { id: customerId, asOf: instant } });
  return (
    <Section asked={asked} height={180}>
      {({ customerHealthScore: health }) => {
        const place = health?.benchmarkComparison;
        if (health === null || place === null || place === undefined) return null;
        if (place.percentileRank === null || health.exactScore === null)
          return (
            <Card title={words(health.exactScore === null ? 'placeNoScore' : 'placeTitleNone')}>
              {health.exactScore !== null && <NotYet why={place.insufficientData} height={100} />}
            </Card>
          );
        const segment = segmentName(place.segment);
        const others = [
          { key: 'segment', at: place.segmentAverage, label: words('placeSegment', { segment }) },
          { key: 'base', at: place.industryAverage, label: words('placeBase') },
          { key: 'top', at: place.topPerformerAverage, label: words('placeTop') },
        ].flatMap(({ at, ...mark }) => (at === null ? [] : [{ ...mark, at, value: format.whole(at) }]));
        const guest = { key: 'guest', at: health.exactScore, label: words('placeGuest'), value: format.whole(health.exactScore) };
        const title = words('placeTitle', { ahead: format.whole(Math.min(99, place.percentileRank)) });
        return (
          <Figure
            title={
              <Why
                path="health.place"
                label={title}
                title={words('whyPlace')}
                content={() => <PlaceWhy customerId={customerId} />}
              >
                {title}
              </Why>
            }
            name={title}
            caption={words('placeCaption', { guests: place.guests })}
            table={{
              columns: [words('what'), words('score')],
              rows: [guest, ...others].map(({ label, at }) => [label, format.decimal(at)]),
            }}
          >
            <Strip100
              guest={guest}
              others={others}
              name={words('placeName', { list: format.list([guest, ...others].map(({ label, value }) => `${label} ${value}`)) })}
            />
            {place.segment !== null && place.segmentAverage === null && (
              <p className={css.note}>{words('placeSegmentFew', { segment, guests: place.segmentGuests })}</p>
            )}
          </Figure>
        );
      }}
    </Section>
  );
}
