import { Bars } from '../../ui/charts/Bars.tsx';
import { type Fact, FactRows } from '../../ui/charts/FactRows.tsx';
import { Card, Figure } from '../../ui/Figure.tsx';
import { useFormat } from '../../ui/format.ts';
import { Chance, Severity } from '../../ui/Marks.tsx';
import { NotYet } from '../../ui/NotYet.tsx';
import { useWords } from '../../ui/words.ts';
import { Because } from './Because.tsx';
import type { Behaviour } from './BehaviourView.tsx';
import css from './profile.module.css';
import { behaviourWords } from './words.behaviour.ts';
import { profileWords } from './words.ts';

interface LoyaltyHabitsProps {
  readonly loyalty: Behaviour['loyaltyBehavior'];
  readonly asOf: string;
  readonly customerId: string;
}

/** How points are earned and used, and the tiers that were reached. */
export function LoyaltyHabits({ loyalty, asOf, customerId }: LoyaltyHabitsProps) {
  const words = useWords(behaviourWords);
  const profile = useWords(profileWords);
  const format = useFormat();
  if (!loyalty.member)
    return (
      <Card title={words('loyaltyNo')}>
        <p className={css.quiet}>{words('loyaltyNoHint')}</p>
      </Card>
    );
  const { earnedPoints, redeemedPoints, expiredPoints, balance } = loyalty;
  const rows = (
    [
      ['earned', earnedPoints],
      ['redeemed', redeemedPoints],
      ['expired', expiredPoints],
      ['balance', balance],
    ] as const
  ).map(([key, points]) => ({
    key,
    name: words(key),
    value: points,
    quiet: key === 'expired',
    text: points === null ? profile('unknown') : words('pointsText', { points: Math.round(points) }),
  }));
  const share = loyalty.redemptionShare;
  return (
    <Figure
      title={words('loyaltyTitle', { redeemed: share === null || redeemedPoints === 0 ? 'NONE' : format.percent(share) })}
      action={loyalty.tier !== null && <span className={css.stage}>{words('tierNow', { tier: loyalty.tier })}</span>}
      table={{ isSaid: true, columns: [words('points'), profile('value')], rows: rows.map(({ name, text }) => [name, text]) }}
    >
      <Bars rows={rows} />
      <LoyaltyFacts loyalty={loyalty} asOf={asOf} customerId={customerId} />
    </Figure>
  );
}

/** Tiers that are told; the older ones are milestones of the relationship. */
const shownTiers = 2;

function LoyaltyFacts({ loyalty, asOf, customerId }: LoyaltyHabitsProps) {
  const words = useWords(behaviourWords);
  const format = useFormat();
  const { breakageRisk, insufficientBreakageData, tierPath } = loyalty;
  const rhythm = (gap: number | null, count: number) =>
    gap === null ? words('timesOnly', { count }) : words('every', { days: format.whole(Math.max(1, gap)) });
  const facts: Fact[] = tierPath
    .toReversed()
    .slice(0, shownTiers)
    .map(({ tier, at }) => ({ key: `${tier}${at}`, name: tier, value: words('since', { day: format.day(at) }) }));
  facts.push({ key: 'earn', name: words('earnRhythm'), value: rhythm(loyalty.meanEarnGapDays, loyalty.earnings) });
  facts.push({ key: 'redeem', name: words('redeemRhythm'), value: rhythm(loyalty.meanRedeemGapDays, loyalty.redemptions) });
  if (breakageRisk !== null)
    facts.push({
      key: 'breakage',
      name: words('breakage'),
      value: (
        <>
          <Severity level={breakageRisk.level} />{' '}
          <Because
            path="breakage"
            label={words('breakage')}
            sentence={words('breakageWhy')}
            asOf={asOf}
            customerId={customerId}
            query="behavioralPreferences { loyaltyBehavior { balance lastRedeemedAt meanRedeemGapDays breakageRisk { probability level withinDays pointsAtRisk } } }"
          >
            <Chance share={breakageRisk.probability} />
          </Because>
        </>
      ),
      note: words('breakageNote', {
        points: format.whole(breakageRisk.pointsAtRisk),
        days: format.whole(breakageRisk.withinDays),
      }),
    });
  else if (insufficientBreakageData !== null)
    facts.push({ key: 'breakage', name: words('breakage'), value: <NotYet why={insufficientBreakageData} /> });
  return <FactRows facts={facts} />;
}
