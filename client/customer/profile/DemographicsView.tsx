import type { DemographicsView_ProfileFragment as Fields } from '../../generated/graphql.ts';
import { Bars } from '../../ui/charts/Bars.tsx';
import { type Fact, FactRows } from '../../ui/charts/FactRows.tsx';
import { Card, Figure } from '../../ui/Figure.tsx';
import { useFormat } from '../../ui/format.ts';
import { type FragmentType, getFragmentData, graphql } from '../../ui/graphql.ts';
import { NotYet } from '../../ui/NotYet.tsx';
import { useWords } from '../../ui/words.ts';
import { Because } from './Because.tsx';
import { ChannelFigure } from './ChannelFigure.tsx';
import { PartyFigure } from './DiningFigures.tsx';
import css from './profile.module.css';
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
          <div className={css.body}>
            <PartyFigure party={socialBehavior.partySize} />
            <Occasions occasions={socialBehavior.occasions} />
          </div>
        </div>
      )}
    </div>
  );
}

function PersonFacts({ fields, person }: { readonly fields: Fields; readonly person: Demographics }) {
  const words = useWords(demographicWords);
  const kit = useWords(profileWords);
  const format = useFormat();
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
      value: communicationPreferences?.language ?? kit('unknown'),
      tag: (communicationPreferences?.language ?? null) === null ? null : kit('stated'),
    },
    { key: 'segment', name: words('segment'), value: customer.segment ?? kit('unknown') },
    { key: 'since', name: words('since'), value: format.day(customer.createdAt) },
  ];
  return <FactRows facts={facts} />;
}

type Social = NonNullable<Demographics['socialBehavior']>;

function Company({ social }: { readonly social: Social }) {
  const words = useWords(demographicWords);
  const kit = useWords(profileWords);
  const format = useFormat();
  const { soloShare, coupleShare, groupShare } = social;
  const rows = [
    { key: 'SOLO', name: words('solo'), value: soloShare, text: format.percent(soloShare) },
    { key: 'COUPLE', name: words('couple'), value: coupleShare, text: format.percent(coupleShare) },
    { key: 'GROUP', name: words('group'), value: groupShare, text: format.percent(groupShare) },
  ];
  const most = rows.reduce((best, row) => ((row.value ?? 0) > (best.value ?? 0) ? row : best));
  if (soloShare === null)
    return (
      <Card title={words('companyTitle', { main: 'NONE' })}>
        <NotYet why={social.insufficientData} height={96} />
      </Card>
    );
  return (
    <Figure
      title={words('companyTitle', { main: most.key })}
      caption={kit('nVisits', { count: social.partySize.dataPoints })}
      table={{ columns: [words('companyName'), kit('share')], rows: rows.map(({ name, text }) => [name, text]) }}
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
