import { useQuery } from '@apollo/client/react';
import { useMantineColorScheme } from '@mantine/core';
import { useTaste } from '../app/taste.ts';
import controls from '../ui/controls.module.css';
import { useFormat } from '../ui/format.ts';
import { graphql } from '../ui/graphql.ts';
import { Section } from '../ui/Section.tsx';
import { useWords } from '../ui/words.ts';
import css from './settings.module.css';
import { settingWords } from './words.ts';

const asking = graphql(`
  query VenueDisplay {
    venue {
      currency
      timeZone
      businessDayStart
    }
  }
`);

const exampleAmount = 1284;

/** What the venue's environment says of money and time, and what a person likes in this browser. */
export function Display() {
  const words = useWords(settingWords);
  const format = useFormat();
  const asked = useQuery(asking);
  return (
    <>
      <h3>{words('venueTitle')}</h3>
      <p className={css.intro}>{words('venueHint')}</p>
      <Section asked={asked} height={180}>
        {({ venue: { currency, timeZone, businessDayStart } }) => (
          <dl className={css.values}>
            {[
              ['currency', words('exampleMoney', { code: currency, example: format.amount(exampleAmount) }), 'CURRENCY'],
              ['timeZone', timeZone, 'TIME_ZONE'],
              ['businessDay', businessDayStart, 'BUSINESS_DAY_START'],
            ].map(([key, value, variable]) => (
              <div key={key}>
                <dt>{words(key as 'currency')}</dt>
                <dd>
                  {value} <code className={css.hint}>{variable}</code>
                </dd>
              </div>
            ))}
          </dl>
        )}
      </Section>
      <h3>{words('tasteTitle')}</h3>
      <Tastes />
    </>
  );
}

function Tastes() {
  const words = useWords(settingWords);
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [taste, changeTaste] = useTaste();
  return (
    <div className={css.tastes}>
      <label className={controls.field}>
        <span>{words('language')}</span>
        <select
          className={controls.input}
          value={taste.language ?? ''}
          onChange={(event) =>
            changeTaste({ language: event.currentTarget.value === '' ? null : (event.currentTarget.value as 'en' | 'de') })
          }
        >
          <option value="">{words('asBrowser')}</option>
          <option value="en">English</option>
          <option value="de">Deutsch</option>
        </select>
      </label>
      <label className={controls.field}>
        <span>{words('scheme')}</span>
        <select
          className={controls.input}
          value={colorScheme}
          onChange={(event) => setColorScheme(event.currentTarget.value as 'light' | 'dark' | 'auto')}
        >
          <option value="auto">{words('schemeAuto')}</option>
          <option value="light">{words('schemeLight')}</option>
          <option value="dark">{words('schemeDark')}</option>
        </select>
      </label>
      <label className={controls.field}>
        <span>{words('density')}</span>
        <select
          className={controls.input}
          value={taste.density}
          onChange={(event) => changeTaste({ density: event.currentTarget.value as 'comfortable' | 'compact' })}
        >
          <option value="comfortable">{words('comfortable')}</option>
          <option value="compact">{words('compact')}</option>
        </select>
      </label>
      <label className={controls.check}>
        <input
          type="checkbox"
          checked={taste.singleKeys}
          onChange={(event) => changeTaste({ singleKeys: event.currentTarget.checked })}
        />
        <span>{words('singleKeys')}</span>
      </label>
    </div>
  );
}
