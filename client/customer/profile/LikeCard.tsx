import { Card } from '../../ui/Figure.tsx';
import { useFormat } from '../../ui/format.ts';
import { type FragmentType, getFragmentData, graphql } from '../../ui/graphql.ts';
import { useWords } from '../../ui/words.ts';
import { Because } from './Because.tsx';
import css from './profile.module.css';
import { insightWords } from './words.insights.ts';

export const LikeCard_recommendation = graphql(`
  fragment LikeCard_recommendation on ItemRecommendation {
    item {
      menuItemId
      name
    }
    category
    lift
    liftLower
    support
    confidence
    because {
      menuItemId
      name
    }
    evidence {
      ...Evidence_list
    }
  }
`);

interface LikeCardProps {
  readonly recommendation: FragmentType<typeof LikeCard_recommendation>;
  readonly asOf: string;
  readonly customerId: string;
}

/** An item that a guest may like, and what speaks for it. */
export function LikeCard({ recommendation, asOf, customerId }: LikeCardProps) {
  const words = useWords(insightWords);
  const format = useFormat();
  const { item, category, lift, liftLower, support, confidence, because, evidence } = getFragmentData(
    LikeCard_recommendation,
    recommendation,
  );
  const own = because[0]?.name ?? '';
  const times = words('likeTimes', { times: format.decimal(lift) });
  return (
    <Card className={css.fill ?? ''}>
      <div className={css.action}>
        <h4>{item.name}</h4>
        <p>{words('likeText', { share: format.percent(confidence), own })}</p>
        <p className={css.foot}>
          <span>
            <Because
              path={`itemRecommendations.${item.menuItemId}`}
              label={words('likeLabel', { item: item.name, own, times: format.decimal(lift) })}
              title={item.name}
              sentence={words('likeWhy', { item: item.name, own })}
              facts={[
                { key: 'lower', name: words('likeLower'), value: words('likeTimes', { times: format.decimal(liftLower) }) },
                { key: 'support', name: words('likeSupport'), value: format.whole(support) },
                { key: 'share', name: words('likeShare', { own }), value: format.percent(confidence) },
              ]}
              inputs={evidence}
              asOf={asOf}
              customerId={customerId}
              query="personalizedInsights { itemRecommendations { items { item { menuItemId name } lift liftLower support confidence because { menuItemId name } evidence { name value unit } } } }"
            >
              {times}
            </Because>
          </span>
          {category !== null && <span>{category}</span>}
          {because.length > 1 && (
            <span>{words('likeMore', { items: format.list(because.slice(1).map(({ name }) => name)) })}</span>
          )}
        </p>
      </div>
    </Card>
  );
}
