import { useQuery } from '@apollo/client/react';
import { graphql } from '../ui/graphql.ts';
import { Near, Section } from '../ui/Section.tsx';
import { useFeature } from '../ui/viewer.ts';
import { AlertAnswers, Calibration, Drift, Queue, Runs, Speed } from './MonitoringCards.tsx';
import css from './settings.module.css';

const work = graphql(`
  query MonitoringWork {
    monitoring {
      countedSince
      operations(first: 20) {
        ...Speed_operation
      }
      queue {
        ...Queue_queue
      }
    }
  }
`);

const scores = graphql(`
  query MonitoringScores {
    monitoring {
      runs {
        ...Runs_runs
      }
      scoreDrift {
        ...Drift_drift
      }
    }
  }
`);

const predictions = graphql(`
  query MonitoringPredictions {
    monitoring {
      calibration {
        ...Calibration_point
      }
    }
  }
`);

const alerting = graphql(`
  query MonitoringAlerts {
    monitoring {
      alertResponses {
        ...AlertAnswers_response
      }
    }
  }
`);

const pollMs = 30_000;

/** What an operator watches: speed and errors of the API, what waits, how scores and predictions hold, how alerts are answered. */
export function Monitoring() {
  const asked = useQuery(work, { fetchPolicy: 'cache-and-network', pollInterval: pollMs });
  return (
    <div className={css.groups}>
      <Section asked={{ ...asked, loading: asked.loading && asked.data === undefined }} height={360}>
        {({ monitoring }) =>
          monitoring !== null && (
            <div className={css.groups}>
              <Speed since={monitoring.countedSince} operations={monitoring.operations} />
              {monitoring.queue !== null && <Queue queue={monitoring.queue} />}
            </div>
          )
        }
      </Section>
      {useFeature('HEALTH_SCORING') && (
        <Near height={300}>
          <Scores />
        </Near>
      )}
      {useFeature('PREDICTIVE_ANALYTICS') && (
        <Near height={200}>
          <Predictions />
        </Near>
      )}
      {useFeature('REAL_TIME_ALERTS') && (
        <Near height={200}>
          <Alerting />
        </Near>
      )}
    </div>
  );
}

function Scores() {
  const asked = useQuery(scores);
  return (
    <Section asked={asked} height={300}>
      {({ monitoring }) =>
        monitoring !== null && (
          <div className={css.groups}>
            {monitoring.runs !== null && <Runs runs={monitoring.runs} />}
            {monitoring.scoreDrift !== null && <Drift drift={monitoring.scoreDrift} />}
          </div>
        )
      }
    </Section>
  );
}

function Predictions() {
  const asked = useQuery(predictions);
  return (
    <Section asked={asked} height={200}>
      {({ monitoring }) => monitoring !== null && <Calibration points={monitoring.calibration ?? []} />}
    </Section>
  );
}

function Alerting() {
  const asked = useQuery(alerting);
  return (
    <Section asked={asked} height={200}>
      {({ monitoring }) => monitoring !== null && <AlertAnswers responses={monitoring.alertResponses ?? []} />}
    </Section>
  );
}
