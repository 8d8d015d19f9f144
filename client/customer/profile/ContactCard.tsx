import { useLazyQuery, useQuery } from '@apollo/client/react';
import { type Fact, FactRows } from '../../ui/charts/FactRows.tsx';
import { Card } from '../../ui/Figure.tsx';
import { useFormat } from '../../ui/format.ts';
import { graphql } from '../../ui/graphql.ts';
import kit from '../../ui/kit.module.css';
import { Link } from '../../ui/Link.tsx';
import { Section } from '../../ui/Section.tsx';
import { useMay } from '../../ui/viewer.ts';
import { useWords } from '../../ui/words.ts';
import css from './profile.module.css';
import { demographicWords } from './words.demographics.ts';
import { profileWords } from './words.ts';

const contact = graphql(`
  query ProfileContact($id: ID!) {
    customer(id: $id) {
      id
      email
      phone
      birthDate
      dietary
      feedback(first: 5) {
        nodes {
          id
          at
          nps
          rating
          comment
        }
      }
    }
  }
`);

const revealed = graphql(`
  query ProfileDietary($id: ID!) {
    customer(id: $id) {
      id
      shown: dietary(reveal: true)
    }
  }
`);

interface ContactProps {
  readonly customerId: string;
}

/** E-mail, phone, birth date and the guest's own words; for those who may not read them nothing is asked. */
export function ContactCard({ customerId }: ContactProps) {
  return useMay('READ_CONTACT') ? <Contact customerId={customerId} /> : null;
}

function Contact({ customerId }: ContactProps) {
  const words = useWords(demographicWords);
  const profile = useWords(profileWords);
  const format = useFormat();
  const administers = useMay('ADMINISTER');
  const asked = useQuery(contact, { variables: { id: customerId } });
  return (
    <Section asked={asked} height={240}>
      {({ customer }) => {
        if (customer === null) return null;
        const { email, phone, birthDate, dietary, feedback } = customer;
        const facts: Fact[] = [
          { key: 'email', name: words('email'), value: email ?? profile('unknown') },
          { key: 'phone', name: words('phone'), value: phone ?? profile('unknown') },
          { key: 'birth', name: words('birthDate'), value: birthDate === null ? profile('unknown') : format.day(birthDate) },
        ];
        if (dietary !== null)
          facts.push({
            key: 'dietary',
            name: words('dietary'),
            value: <Dietary customerId={customerId} mask={dietary} />,
            note: words('dietaryNote'),
          });
        const said = feedback.nodes.filter(({ comment }) => comment !== null);
        return (
          <div className={css.pair}>
            <Card title={words('contactTitle')}>
              <FactRows facts={facts} />
              {administers && <Link to={{ to: 'settings', section: 'audit', guest: customerId }}>{words('whoSaw')}</Link>}
            </Card>
            <Card title={words('feedbackTitle')}>
              {said.length === 0 && <p className={css.quiet}>{words('noComment')}</p>}
              <ul className={css.list}>
                {said.map(({ id, at, comment, nps, rating }) => (
                  <li key={id} className={css.event}>
                    <time dateTime={at}>{format.day(at)}</time>
                    <p>
                      {comment}{' '}
                      <span className={css.note}>
                        {words('score', {
                          nps: nps === null ? 'NONE' : String(nps),
                          rating: rating === null ? 'NONE' : format.decimal(rating),
                        })}
                      </span>
                    </p>
                  </li>
                ))}
              </ul>
            </Card>
          </div>
        );
      }}
    </Section>
  );
}

/** Masked until somebody wants to see it: showing it is on record. */
function Dietary({ customerId, mask }: { readonly customerId: string; readonly mask: string }) {
  const words = useWords(demographicWords);
  const [ask, { data }] = useLazyQuery(revealed);
  const shown = data?.customer?.shown;
  if (shown !== undefined && shown !== null) return <>{shown}</>;
  return (
    <>
      {mask}{' '}
      <button type="button" className={kit.quietButton} onClick={() => void ask({ variables: { id: customerId } })}>
        {words('reveal')}
      </button>
    </>
  );
}
