import type { Resolvers } from '../types.generated.ts';
import { ComponentChange } from './ComponentChange.ts';
import { Customer } from './Customer.ts';
import { CustomerConnection } from './CustomerConnection.ts';
import { CustomerHealthScore } from './CustomerHealthScore.ts';
import { EnhancedCustomerProfile } from './EnhancedCustomerProfile.ts';
import { Feedback } from './Feedback.ts';
import { FeedbackConnection } from './FeedbackConnection.ts';
import { HealthHistoryEntry } from './HealthHistoryEntry.ts';
import { Money } from './Money.ts';
import { Mutation } from './Mutation.ts';
import { Node } from './Node.ts';
import { PredictionModels } from './PredictionModels.ts';
import { Query } from './Query.ts';
import { Viewer } from './Viewer.ts';
import { VisitConnection } from './VisitConnection.ts';

/** One file per type that is more than a plain object; what is not here is read from the parent's property of the same name. */
export const resolvers: Resolvers = {
  ComponentChange,
  Customer,
  CustomerConnection,
  CustomerHealthScore,
  EnhancedCustomerProfile,
  Feedback,
  FeedbackConnection,
  HealthHistoryEntry,
  Money,
  Mutation,
  Node,
  PredictionModels,
  Query,
  Viewer,
  VisitConnection,
};
