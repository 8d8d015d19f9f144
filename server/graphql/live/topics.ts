import { mayReach, type Viewer } from '../../access/viewer.ts';
import type { AlertSeverity } from '../../engine/alerts/alerts.ts';
import { type AlertRecord, readAlerts } from '../../store/alert-list.ts';
import type { Context } from '../context.ts';
import { alertNotFound, badInput, refusal } from '../errors.ts';
import type { MembershipChangeParent } from '../parents.ts';
import type {
  SubscriptionHealthAlertRaisedArgs,
  SubscriptionHealthScoreChangedArgs,
  SubscriptionSegmentMembershipChangedArgs,
} from '../types.generated.ts';
import type { LiveItem, LiveQueue, LiveSource } from './queue.ts';

const mostCustomers = 1_000;
const mostSegments = 50;
const rank: Readonly<Record<AlertSeverity, number>> = { LOW: 0, MEDIUM: 1, HIGH: 2, CRITICAL: 3 };

function hubOf({ serving }: Context): LiveSource {
  if (serving.live === undefined) throw refusal('UNAVAILABLE', 'Nothing is told here; connect to a running server');
  return serving.live;
}

/** A reach that follows segments is looked at when there is something to tell: each answer asks for the guest under the rights of then. */
function mayBeTold(viewer: Viewer, customerId: string): boolean {
  return viewer.reachFollows === true || mayReach(viewer, customerId);
}

export function alertsRaised(context: Context, { minSeverity, after }: SubscriptionHealthAlertRaisedArgs): Promise<LiveQueue> {
  const least = rank[minSeverity ?? 'LOW'];
  return hubOf(context).listen(after ?? null, ({ topic, subject, customerId }) => {
    const [, severity = 'LOW'] = subject.split(' ');
    return topic === 'ALERT' && rank[severity as AlertSeverity] >= least && mayBeTold(context.viewer, customerId);
  });
}

/** @throws GraphQLError ALERT_NOT_FOUND when it was removed meanwhile. */
export async function alertRaised({ db }: Context, { event }: LiveItem): Promise<AlertRecord> {
  const [alertId = ''] = event.subject.split(' ');
  const [alert] = await readAlerts(db, [{ customerId: event.customerId, alertId }]);
  if (alert === undefined) throw alertNotFound();
  return alert;
}

export function scoresChanged(context: Context, { customerIds, after }: SubscriptionHealthScoreChangedArgs): Promise<LiveQueue> {
  if ((customerIds?.length ?? 0) > mostCustomers) {
    throw badInput(`customerIds may name at most ${mostCustomers}, got ${customerIds?.length}`);
  }
  const wanted = customerIds === null || customerIds === undefined ? null : new Set(customerIds);
  return hubOf(context).listen(
    after ?? null,
    ({ topic, customerId }) =>
      topic === 'SCORE' && (wanted === null || wanted.has(customerId)) && mayBeTold(context.viewer, customerId),
  );
}

export function membershipsChanged(
  context: Context,
  { segmentIds, after }: SubscriptionSegmentMembershipChangedArgs,
): Promise<LiveQueue> {
  if ((segmentIds?.length ?? 0) > mostSegments)
    throw badInput(`segmentIds may name at most ${mostSegments}, got ${segmentIds?.length}`);
  const wanted = segmentIds === null || segmentIds === undefined ? null : new Set(segmentIds);
  return hubOf(context).listen(
    after ?? null,
    ({ topic, subject, customerId }) =>
      topic === 'SEGMENT' &&
      (wanted === null || wanted.has(subject.split(' ', 1)[0] ?? '')) &&
      mayBeTold(context.viewer, customerId),
  );
}

export function membershipChanged({ event }: LiveItem): MembershipChangeParent {
  const [segmentId = '', change, at] = event.subject.split(' ');
  return { customerId: event.customerId, segmentId, change: change === 'LEFT' ? 'LEFT' : 'ENTERED', at: Number(at) };
}
