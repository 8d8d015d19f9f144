import { useSetting } from '../ui/viewer.ts';
import { useWords } from '../ui/words.ts';
import css from './settings.module.css';
import { settingWords } from './words.ts';

const features = ['ENHANCED_PROFILES', 'HEALTH_SCORING', 'PREDICTIVE_ANALYTICS', 'REAL_TIME_ALERTS', 'BATCH_PROCESSING'] as const;

/** Which parts of the product are switched on, and by what. */
export function Features() {
  const words = useWords(settingWords);
  const { features: on } = useSetting();
  return (
    <>
      <p className={css.intro}>{words('featuresIntro')}</p>
      <ul className={css.facts}>
        {features.map((feature) => (
          <li key={feature}>
            <div>
              <h3>{words(feature)}</h3>
              <p>{words(`${feature}_what`)}</p>
              <p className={css.hint}>
                <code>FEATURE_{feature}</code>
              </p>
            </div>
            <span className={css.switch} data-on={on.has(feature)}>
              <span aria-hidden="true">{on.has(feature) ? '✓' : '○'}</span> {words(on.has(feature) ? 'on' : 'off')}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
