import { useQuery } from '@apollo/client/react';
import { type Filter, isEmpty } from '../filters/index.ts';
import { useFormat } from '../ui/format.ts';
import { graphql } from '../ui/graphql.ts';
import { Link } from '../ui/Link.tsx';
import { Severity } from '../ui/Marks.tsx';
import { Section } from '../ui/Section.tsx';
import { useWords } from '../ui/words.ts';
import css from './page.module.css';
import { portfolioWords } from './words.ts';

const asking = graphql(`
  query PortfolioAlerts($filter: HealthAlertFilter!) {
    healthAlerts(first: 6, filter: $filter) {
      nodes {
        id
        customerId
        severity
        message
        raisedAt
        customer {
          id
          name
        }
      }
    }
  }
`);

const height = 320;

/** The newest open alerts, where the window is wide enough for a rail. */
export default function NewestAlerts({ filter }: { readonly filter: Filter }) {
  const words = useWords(portfolioWords);
  const format = useFormat();
  const about = isEmpty(filter) ? {} : { customer: filter };
  const asked = useQuery(asking, { variables: { filter: { status: ['OPEN'], ...about } } });
  return (
    <section className={css.card} aria-labelledby="portfolio-alerts">
      <h3 id="portfolio-alerts" className={css.cardTitle}>
        {words('railAlerts')}
      </h3>
      <Section asked={asked} height={height}>
        {({ healthAlerts: { nodes } }) =>
          nodes.length === 0 ? (
            <p className={css.quiet}>{words('railAlertsNone')}</p>
          ) : (
            <ul className={css.alerts}>
              {nodes.map(({ id, customerId, severity, message, raisedAt, customer }) => (
                <li key={id}>
                  <p className={css.alertHead}>
                    <Severity level={severity} />
                    <Link to={{ to: 'guest', id: customerId }}>{customer?.name ?? words('nameless', { id: customerId })}</Link>
                  </p>
                  <p className={css.actionWhy}>{message}</p>
                  <p className={css.caption}>{format.ago(raisedAt)}</p>
                </li>
              ))}
            </ul>
          )
        }
      </Section>
      <Link to={{ to: 'alerts' }}>{words('railAll')}</Link>
    </section>
  );
}
