import { DoAction } from '../../interventions/DoAction.tsx';
import rows from '../../ui/charts/rows.module.css';
import { Card } from '../../ui/Figure.tsx';
import { useFormat } from '../../ui/format.ts';
import { type FragmentType, getFragmentData, graphql } from '../../ui/graphql.ts';
import { useWords } from '../../ui/words.ts';
import { Because } from './Because.tsx';
import css from './profile.module.css';
import { insightWords } from './words.insights.ts';
import { profileWords } from './words.ts';

export const ActionCard_action = graphql(`
  fragment ActionCard_action on SuggestedAction {
    actionId
    kind
    goal
    title
    description
    channel
    expectedNetValue {
      amount
      currency
    }
    expectedCost {
      amount
      currency
    }
    discountShare
    uplift
    upliftUnit
    upliftSource
    reachProbability
    confidence
    evidence {
      ...Evidence_list
    }
  }
`);

interface ActionCardProps {
  readonly action: FragmentType<typeof ActionCard_action>;
  readonly asOf: string;
  readonly customerId: string;
  /** The list of the insights that holds it. */
  readonly list: 'nextBestActions' | 'tailoredOffers' | 'careOpportunities';
}

/** Something to do for a guest: what, what it is worth, how sure, and why. */
export function ActionCard({ action: fragment, asOf, customerId, list }: ActionCardProps) {
  const words = useWords(insightWords);
  const kit = useWords(profileWords);
  const format = useFormat();
  const action = getFragmentData(ActionCard_action, fragment);
  const { title, description, expectedNetValue: net, expectedCost: cost, discountShare, confidence } = action;
  const worth = net === null ? words('worthNone') : signed(Number(net.amount), format.money(net));
  return (
    <Card className={css.fill ?? ''}>
      <div className={css.action}>
        <p className={css.worth}>
          <Because
            path={`${list}.${action.actionId}`}
            label={worth}
            title={title}
            sentence={words('worthWhy', {
              unit: action.upliftUnit,
              uplift: format.percent(action.uplift, 1),
              reach: format.percent(action.reachProbability),
            })}
            facts={[{ key: 'source', name: words('source'), value: action.upliftSource, tag: kit('assumed') }]}
            inputs={action.evidence}
            asOf={asOf}
            customerId={customerId}
            query={`personalizedInsights { ${list} { actionId title expectedNetValue { amount } expectedCost { amount } uplift upliftUnit upliftSource reachProbability evidence { name value unit } } }`}
          >
            <strong>{worth}</strong>
          </Because>
          {net !== null && <span className={css.quiet}>{words('afterCost')}</span>}
          <span className={rows.tag}>{kit('assumed')}</span>
        </p>
        <h4>{title}</h4>
        <p>{description}</p>
        <p className={css.foot}>
          <span>{words('channel', { channel: action.channel })}</span>
          <span>{words('goal', { goal: action.goal })}</span>
          {cost !== null && (
            <span>{Number(cost.amount) === 0 ? words('free') : words('cost', { cost: format.money(cost) })}</span>
          )}
          {discountShare > 0 && <span>{words('discount', { share: format.percent(discountShare) })}</span>}
          <span>{words('confidence', { confidence })}</span>
        </p>
        <DoAction customerId={customerId} action={action.actionId} title={title} />
      </div>
    </Card>
  );
}

/** A plus in front of what is gained; a loss has its minus already. */
function signed(amount: number, text: string): string {
  return amount > 0 ? `+${text}` : text;
}
