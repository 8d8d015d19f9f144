import { type ComponentRow, ComponentRows } from '../ui/charts/ComponentRows.tsx';
import { Figure } from '../ui/Figure.tsx';
import { type Formats, useFormat } from '../ui/format.ts';
import { type FragmentType, getFragmentData, graphql } from '../ui/graphql.ts';
import { Trend } from '../ui/Marks.tsx';
import { useSetting } from '../ui/viewer.ts';
import { Why } from '../ui/Why.tsx';
import { useWords, type Words } from '../ui/words.ts';
import { shownDirection } from './trends.ts';
import { ComponentWhy } from './whys.ts';
import { type ComponentField, componentNames, healthWords } from './words.ts';

export const ComponentsCard_component = graphql(`
  fragment ComponentsCard_component on HealthComponent {
    score
    weight
    contribution
    trend {
      change
      direction
    }
    insufficientData {
      reason
      message
    }
  }
`);

export const ComponentsCard_health = graphql(`
  fragment ComponentsCard_health on CustomerHealthScore {
    healthScore
    components {
      visitFrequency {
        ...ComponentsCard_component
      }
      spendingBehavior {
        ...ComponentsCard_component
      }
      loyaltyEngagement {
        ...ComponentsCard_component
      }
      feedbackSentiment {
        ...ComponentsCard_component
      }
      communicationResponse {
        ...ComponentsCard_component
      }
      recencyFactor {
        ...ComponentsCard_component
      }
    }
  }
`);

interface ComponentsCardProps {
  readonly customerId: string;
  readonly health: FragmentType<typeof ComponentsCard_health>;
  readonly today?: FragmentType<typeof ComponentsCard_health> | null | undefined;
}

/** What the score is made of: six parts on one scale, the one that gives most first, absent ones last and hatched. */
export function ComponentsCard({ customerId, health, today }: ComponentsCardProps) {
  const words = useWords(healthWords);
  const format = useFormat();
  const { trendDays } = useSetting();
  const then = getFragmentData(ComponentsCard_health, health);
  const now = getFragmentData(ComponentsCard_health, today ?? null);
  const { healthScore, components } = now ?? then;
  const parts = componentNames
    .map((field) => ({
      field,
      part: getFragmentData(ComponentsCard_component, components[field]),
      before: now === null || now === undefined ? null : getFragmentData(ComponentsCard_component, then.components[field]).score,
    }))
    .sort((a, b) => (b.part.contribution ?? -1) - (a.part.contribution ?? -1));
  const rows = parts.map(
    ({ field, part, before }): ComponentRow => ({
      key: field,
      name: <PartName customerId={customerId} field={field} score={part.score} isToday={now !== null && now !== undefined} />,
      score: part.score,
      other: before,
      scoreText: format.whole(part.score),
      weightText: format.percent(part.weight / 100),
      pointsText: pointsOf(part.contribution, format),
      trend: part.score === null ? null : <Trend direction={shownDirection(part.trend)} change={part.trend?.change ?? null} />,
      absent: <span>{absence(part.insufficientData, words) ?? words('partAbsent', { name: words(field) })}</span>,
    }),
  );
  const title = healthScore === null ? words('componentsNone') : words('componentsTitle', { score: healthScore });
  return (
    <Figure
      title={title}
      caption={words('componentsCaption', { days: trendDays })}
      table={{
        isSaid: true,
        columns: [words('part'), words('score'), words('weight'), words('points'), words('change')],
        rows: parts.map(({ field, part }) => [
          words(field),
          format.decimal(part.score),
          format.percent(part.weight / 100),
          pointsOf(part.contribution, format),
          format.signed(part.trend?.change, 1),
        ]),
      }}
    >
      <ComponentRows rows={rows} heads={[words('part'), words('score'), words('weight'), words('points'), words('change')]} />
    </Figure>
  );
}

const pointsOf = (points: number | null, format: Formats) => (points === null ? '–' : format.signed(points, 1));

const shortReasons = [
  'NO_FEEDBACK',
  'NOT_A_MEMBER',
  'NO_EARNINGS',
  'NOTHING_DELIVERED',
  'NO_SPEND',
  'NO_VISITS',
  'TOO_SHORT_HISTORY',
] as const;

/** Why a part is absent, in few words; the whole sentence is behind its name. */
function absence(lack: { readonly reason: string; readonly message: string } | null, words: Words<typeof healthWords.en>) {
  const key = shortReasons.find((reason) => reason === lack?.reason);
  return key === undefined ? lack?.message : words(key);
}

interface PartNameProps {
  readonly customerId: string;
  readonly field: ComponentField;
  readonly score: number | null;
  readonly isToday: boolean;
}

function PartName({ customerId, field, score, isToday }: PartNameProps) {
  const words = useWords(healthWords);
  const format = useFormat();
  const name = words(field);
  const label = score === null ? words('partAbsent', { name }) : words('partLabel', { name, score: format.whole(score) });
  return (
    <Why
      path={`health.${field}`}
      label={label}
      title={name}
      content={() => <ComponentWhy customerId={customerId} field={field} isToday={isToday} />}
    >
      {name}
    </Why>
  );
}
