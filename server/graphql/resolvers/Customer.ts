import { dayOfIso } from '../../engine/calendar.ts';
import { accessLogOf } from '../audit-list.ts';
import { historyWalk } from '../history-list.ts';
import { interventionsOf } from '../intervention-list.ts';
import { asksForKept } from '../kept-answers.ts';
import { contactFor } from '../loaders.ts';
import { customerNodeId } from '../node-id.ts';
import { bordersOf } from '../paging.ts';
import { segmentsOf } from '../segments.ts';
import { subjectOf } from '../subjects.ts';
import type { CustomerResolvers } from '../types.generated.ts';
import { profileSectionsOf, scoreSections } from './sections.ts';

/** A birth date is kept as it was sent; what is no day (such as a year alone) cannot be answered as one. */
function dayOrNull(text: string | null | undefined): string | null {
  return text !== null && text !== undefined && dayOfIso(text) !== null ? text : null;
}

/** Stands for dietary needs that are on record until somebody asks to see them. */
const masked = '***';

export const Customer: CustomerResolvers = {
  id: ({ customerId }) => customerId,
  nodeId: ({ customerId }) => customerNodeId(customerId),
  email: async ({ customerId }, _args, context) => (await contactFor(context, customerId, 'email'))?.email() ?? null,
  phone: async ({ customerId }, _args, context) => (await contactFor(context, customerId, 'phone'))?.phone() ?? null,
  birthDate: async ({ customerId }, _args, context) =>
    dayOrNull((await contactFor(context, customerId, 'birthDate'))?.birthDate()),
  consentHistory: async ({ customerId }, _args, { loaders }) => (await loaders.consentHistories.load(customerId)) ?? [],
  dietary: async ({ customerId }, { reveal }, context) => {
    const text = (await contactFor(context, customerId, reveal === true ? 'dietary' : null))?.dietary() ?? null;
    return text === null || reveal === true ? text : masked;
  },
  segment: ({ segment, rfmGroup }) => segment ?? rfmGroup,
  segments: ({ customerId }, _args, context) => segmentsOf(context, customerId),
  visits: async ({ customerId }, args, { loaders }) => {
    const { wish, request } = historyWalk('visits', customerId, args);
    const page = await loaders.visitPages(request).load(customerId);
    return { customerId, page, ...bordersOf(wish, page.more) };
  },
  feedback: async ({ customerId }, args, { loaders }) => {
    const { wish, request } = historyWalk('feedback', customerId, args);
    const page = await loaders.feedbackPages(request).load(customerId);
    return { customerId, page, ...bordersOf(wish, page.more) };
  },
  interventions: (guest, args, context) => interventionsOf(context, guest.customerId, args),
  accessLog: ({ customerId }, args, context) => accessLogOf(context, customerId, args),
  loyaltyAccount: ({ customerId }, _args, { loaders }) => loaders.loyaltyAccounts.load(customerId),
  enhancedProfile: (guest, { asOf }, context, info) => {
    return subjectOf(context, guest, asOf, profileSectionsOf(info));
  },
  healthScore: (guest, { asOf }, context, info) => {
    return subjectOf(context, guest, asOf, scoreSections(info), asksForKept(info));
  },
};
