import type { DemographicsView_ProfileFragment as Fields } from '../../generated/graphql.ts';
import { Bars } from '../../ui/charts/Bars.tsx';
import { type Fact, FactRows } from '../../ui/charts/FactRows.tsx';
import { Card, Figure } from '../../ui/Figure.tsx';
import { useFormat } from '../../ui/format.ts';
import { type FragmentType, getFragmentData, graphql } from '../../ui/graphql.ts';
import { NotYet } from '../../ui/NotYet.tsx';
import { useReading, useWords } from '../../ui/words.ts';
import { Because } from './Because.tsx';
import { ChannelFigure } from './ChannelFigure.tsx';
import css from './profile.module.css';
import { behaviourWords } from './words.behaviour.ts';
import { demographicWords } from './words.demographics.ts';
import { profileWords } from './words.ts';

export const DemographicsView_profile = graphql(`
  fragment DemographicsView_profile on EnhancedCustomerProfile {
    asOf
    customerId
    customer {
      id
      city
      segment
      createdAt
    }
    demographicInsights {
      ageGroup
      underAge
      lifeStage {
        value
        basis
        confidence
        evidence {
          ...Evidence_list
        }
        insufficientData {
          ...NotYet_insufficientData
        }
      }
      socialBehavior {
        partySize {
          median
          dataPoints
          sizes {
            people
            visits
            share
          }
        }
        soloShare
        coupleShare
        groupShare
        occasions {
          visitId
          at
          people
        }
        insufficientData {
          ...NotYet_insufficientData
        }
      }
      communicationPreferences {
        channel
        channelBasis
        channels {
          channel
          consent
          usable
          deliveries
          actions
          responseRate
          lower
          upper
        }
        insufficientChannelData {
          ...NotYet_insufficientData
        }
        hour
        answers
        language
      }
    }
  }
`);

export type Demographics = NonNullable<Fields['demographicInsights']>;

/** Who a guest is, as far as it matters for hospitality, and where each answer comes from. */
export function DemographicsView({ profile }: { readonly profile: FragmentType<typeof DemographicsView_profile> }) {
  const words = useWords(demographicWords);
  const kit = useWords(profileWords);
  const fields = getFragmentData(DemographicsView_profile, profile);
  const person = fields.demographicInsights;
  if (person === null) return null;
  if (person.underAge) return <p className={css.title}>{kit('underAge')}</p>;
  const { lifeStage, ageGroup, socialBehavior, communicationPreferences } = person;
  return (
    <div className={css.body}>
      <h2 className={css.title}>
        {words('title', { stage: lifeStage?.value ?? 'UNKNOWN', age: ageGroup, city: fields.customer.city ?? 'NONE' })}
      </h2>
      <div className={css.pair}>
        <Card title={words('personTitle')}>
          <PersonFacts fields={fields} person={person} />
        </Card>
        {communicationPreferences !== null && <ChannelFigure communication={communicationPreferences} />}
      </div>
      {socialBehavior !== null && (
        <div className={css.pair}>
          <Company social={socialBehavior} />
          <Occasions occasions={socialBehavior.occasions} />
        </div>
      )}
    </div>
  );
}

function PersonFacts({ fields, person }: { readonly fields: Fields; readonly person: Demographics }) {
  const words = useWords(demographicWords);
  const kit = useWords(profileWords);
  const format = useFormat();
  const { locale } = useReading();
  const { customer, asOf, customerId } = fields;
  const { ageGroup, lifeStage, communicationPreferences } = person;
  const isKnown = ageGroup !== 'UNDETERMINED';
  const stage = words('stageValue', { stage: lifeStage?.value ?? 'UNKNOWN' });
  const facts: Fact[] = [
    {
      key: 'age',
      name: words('age'),
      value: words('ageGroup', { age: ageGroup }),
      tag: isKnown ? kit('derived') : null,
      note: isKnown ? words('ageNote') : null,
    },
    {
      key: 'stage',
      name: words('stage'),
      value:
        lifeStage !== null && lifeStage.basis !== 'STATED' && lifeStage.evidence.length > 0 ? (
          <Because
            path="lifeStage"
            label={stage}
            sentence={words('stageWhy')}
            inputs={lifeStage.evidence}
            asOf={asOf}
            customerId={customerId}
            query="demographicInsights { lifeStage { value basis confidence dataPoints evidence { name value unit } } }"
          >
            {stage}
          </Because>
        ) : (
          stage
        ),
      tag: lifeStage?.basis === 'STATED' ? kit('stated') : lifeStage?.basis === 'GUESSED' ? kit('guessed') : null,
      note:
        lifeStage?.basis === 'GUESSED' ? (
          words('sure', { percent: format.percent(lifeStage.confidence) })
        ) : lifeStage !== null && lifeStage.insufficientData !== null ? (
          <NotYet why={lifeStage.insufficientData} />
        ) : null,
    },
    {
      key: 'city',
      name: words('city'),
      value: customer.city ?? kit('unknown'),
      tag: customer.city === null ? null : kit('stated'),
    },
    {
      key: 'language',
      name: words('language'),
      value:
        communicationPreferences?.language == null ? kit('unknown') : languageName(communicationPreferences.language, locale),
      tag: (communicationPreferences?.language ?? null) === null ? null : kit('stated'),
    },
    {
      key: 'segment',
      name: words('segment'),
      value: customer.segment === null ? kit('unknown') : words('group', { group: customer.segment }),
    },
    { key: 'since', name: words('since'), value: format.day(customer.createdAt) },
  ];
  return <FactRows facts={facts} />;
}

/** A language by its name; what is no language code stays as it is. */
function languageName(code: string, locale: string): string {
  try {
    return new Intl.DisplayNames(locale, { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}

type Social = NonNullable<Demographics['socialBehavior']>;

function Company({ social }: { readonly social: Social }) {
  const words = useWords(demographicWords);
  const habits = useWords(behaviourWords);
  const kit = useWords(profileWords);
  const format = useFormat();
  const { soloShare, coupleShare, groupShare, partySize } = social;
  if (soloShare === null || coupleShare === null || groupShare === null)
    return (
      <Card title={words('companyTitle', { main: 'NONE' })}>
        <NotYet why={social.insufficientData} height={96} />
      </Card>
    );
  const most = Math.max(soloShare, coupleShare, groupShare);
  const main = most <= 0.5 ? 'MIXED' : most === soloShare ? 'SOLO' : most === coupleShare ? 'COUPLE' : 'GROUP';
  const rows = partySize.sizes.map(({ people, visits, share }) => ({
    key: String(people),
    name: habits('people', { people }),
    value: share,
    text: format.percent(share),
    visits,
  }));
  return (
    <Figure
      title={words('companyTitle', { main })}
      caption={words('companyCaption', {
        solo: format.percent(soloShare),
        couple: format.percent(coupleShare),
        group: format.percent(groupShare),
        count: partySize.dataPoints,
      })}
      table={{
        isSaid: true,
        columns: [habits('party'), kit('visits'), kit('share')],
        rows: rows.map(({ name, visits, text }) => [name, format.whole(visits), text]),
      }}
    >
      <Bars rows={rows} full={1} />
    </Figure>
  );
}

function Occasions({ occasions }: { readonly occasions: Social['occasions'] }) {
  const words = useWords(demographicWords);
  const format = useFormat();
  return (
    <Card title={words('occasionsTitle', { count: occasions.length })}>
      {occasions.length === 0 && <p className={css.quiet}>{words('occasionsHint')}</p>}
      <ul className={css.list}>
        {occasions.map(({ visitId, at, people }) => (
          <li key={visitId} className={css.event}>
            <time dateTime={at}>{format.day(at)}</time>
            <span>{words('occasion', { people })}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
