import type { Resolvers } from '../types.generated.ts';
import { AuditConnection } from './AuditConnection.ts';
import { ComponentChange } from './ComponentChange.ts';
import { ComponentDifference } from './ComponentDifference.ts';
import { Customer } from './Customer.ts';
import { CustomerConnection } from './CustomerConnection.ts';
import { CustomerHealthScore } from './CustomerHealthScore.ts';
import { EnhancedCustomerProfile } from './EnhancedCustomerProfile.ts';
import { Feedback } from './Feedback.ts';
import { FeedbackConnection } from './FeedbackConnection.ts';
import { HealthAlert } from './HealthAlert.ts';
import { HealthAlertConnection } from './HealthAlertConnection.ts';
import { HealthAlertEvent } from './HealthAlertEvent.ts';
import { HealthHistoryEntry } from './HealthHistoryEntry.ts';
import { Hypothesis } from './Hypothesis.ts';
import { Intervention } from './Intervention.ts';
import { InterventionConnection } from './InterventionConnection.ts';
import { InterventionEffect } from './InterventionEffect.ts';
import { LevelPath } from './LevelPath.ts';
import { Money } from './Money.ts';
import { Monitoring } from './Monitoring.ts';
import { Mutation } from './Mutation.ts';
import { Node } from './Node.ts';
import { PathStep } from './PathStep.ts';
import { PathToLevel } from './PathToLevel.ts';
import { PersonalizedInsights } from './PersonalizedInsights.ts';
import { Portfolio } from './Portfolio.ts';
import { PredictionModels } from './PredictionModels.ts';
import { Query } from './Query.ts';
import { Segment } from './Segment.ts';
import { SegmentMembershipChange } from './SegmentMembershipChange.ts';
import { SegmentVersion } from './SegmentVersion.ts';
import { Subscription } from './Subscription.ts';
import { Venue } from './Venue.ts';
import { Viewer } from './Viewer.ts';
import { VisitConnection } from './VisitConnection.ts';
import { Webhook } from './Webhook.ts';
import { WebhookDelivery } from './WebhookDelivery.ts';
import { WebhookDeliveryConnection } from './WebhookDeliveryConnection.ts';

/** One file per type that is more than a plain object; what is not here is read from the parent's property of the same name. */
export const resolvers: Resolvers = {
  AuditConnection,
  ComponentChange,
  ComponentDifference,
  Customer,
  CustomerConnection,
  CustomerHealthScore,
  EnhancedCustomerProfile,
  Feedback,
  FeedbackConnection,
  HealthAlert,
  HealthAlertConnection,
  HealthAlertEvent,
  HealthHistoryEntry,
  Hypothesis,
  Intervention,
  InterventionConnection,
  InterventionEffect,
  LevelPath,
  Money,
  Monitoring,
  Mutation,
  Node,
  PathStep,
  PathToLevel,
  PredictionModels,
  Query,
  PersonalizedInsights,
  Portfolio,
  Segment,
  SegmentMembershipChange,
  SegmentVersion,
  Subscription,
  Venue,
  Viewer,
  VisitConnection,
  Webhook,
  WebhookDelivery,
  WebhookDeliveryConnection,
};
