import { useQuery } from '@apollo/client/react';
import { useAsOf } from '../ui/as-of.ts';
import { useFormat } from '../ui/format.ts';
import { Section } from '../ui/Section.tsx';
import { WhyFoot } from '../ui/WhyFoot.tsx';
import { useWords } from '../ui/words.ts';
import { benchmarkQuery } from './explorer.ts';
import css from './health.module.css';
import { placeAmongGuests } from './place-query.ts';
import { segmentName } from './segments.ts';
import { healthWords } from './words.ts';

/** What a rank compares with: who, how many, of which week. */
export default function PlaceWhy({ customerId }: { readonly customerId: string }) {
  const words = useWords(healthWords);
  const format = useFormat();
  const { instant } = useAsOf();
  const asked = useQuery(placeAmongGuests, { variables: { id: customerId, asOf: instant } });
  return (
    <Section asked={asked} height={160}>
      {({ customerHealthScore: health }) => {
        const place = health?.benchmarkComparison;
        if (health === null || place === null || place === undefined) return null;
        return (
          <div className={css.stack}>
            <p>{words('whyPlaceLead', { guests: format.whole(place.guests) })}</p>
            <ul className={css.plain}>
              {place.segment !== null && (
                <li>
                  {words('whyPlaceSegment', { segment: segmentName(place.segment), guests: format.whole(place.segmentGuests) })}
                </li>
              )}
              {place.industryAverageSource !== null && (
                <li>
                  {words('whyPlaceBase', { source: place.industryAverageSource, mean: format.decimal(place.industryAverage) })}
                </li>
              )}
              <li>{words('whyPlaceTop', { mean: format.decimal(place.topPerformerAverage) })}</li>
              <li>{words('whyPlaceWeek', { week: format.day(health.week) })}</li>
            </ul>
            <WhyFoot
              configVersion={health.configVersion}
              asOf={health.asOf}
              query={benchmarkQuery}
              variables={{ id: customerId, asOf: health.asOf }}
            />
          </div>
        );
      }}
    </Section>
  );
}
