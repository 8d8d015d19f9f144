import { type Story, tellStory } from '../../server/demo/guest-story.ts';
import { demoOptions } from '../../server/demo/options.ts';
import { demoLocations } from '../../server/demo/venue.ts';
import { createWorld } from '../../server/demo/world.ts';
import { dayMs, utcOffset } from '../../server/engine/calendar.ts';
import { defaultScoring } from '../../server/engine/config.ts';
import type { Identity, ItemLine, LoyaltyHistory, PopulationFacts, SendHistory, Visit } from '../../server/engine/facts.ts';
import { daypartOf, monthOf, noVisits, venueMix, weekdayOf } from '../../server/engine/venue-mix.ts';
import { momentOn, venueOn } from './histories.ts';

/** Guests of the demo as the engine sees them, beside what the demo knows of them. */
export interface KnownGuest {
  readonly story: Story;
  readonly visits: readonly Visit[];
  readonly lines: readonly ItemLine[];
  readonly identity: Identity;
  readonly loyalty: LoyaltyHistory | null;
  readonly sends: SendHistory;
}

function visitsOf(story: Story): Visit[] {
  return story.diary.visits
    .filter((visit) => visit.refundMinor < visit.totalMinor || visit.refundMinor === 0)
    .map((visit): Visit => {
      const location = demoLocations[visit.locationIndex];
      const local = visit.at + utcOffset(visit.at, location?.timeZone ?? 'UTC');
      return {
        visitId: visit.visitId,
        at: visit.at,
        day: visit.day,
        localMinute: Math.floor((local % dayMs) / 60_000),
        locationId: location?.locationId ?? null,
        serviceType: visit.service,
        seating: visit.seating === '' ? null : visit.seating,
        partySize: visit.partySize,
        channel: visit.channel,
        campaignId: visit.campaignId === '' ? null : visit.campaignId,
        grossMinor: visit.grossMinor,
        discountMinor: visit.discountMinor,
        totalMinor: visit.totalMinor,
        netMinor: visit.totalMinor - visit.refundMinor,
        itemCount: visit.lines.reduce((sum, line) => sum + line.quantity, 0),
      };
    });
}

function linesOf(story: Story): ItemLine[] {
  return story.diary.visits.flatMap((visit) =>
    visit.lines.map(({ item, quantity, unitPriceMinor }) => ({
      visitId: visit.visitId,
      at: visit.at,
      day: visit.day,
      menuItemId: item.menuItemId,
      name: item.name,
      category: item.category,
      childItem: item.child,
      quantity,
      spentMinor: quantity * unitPriceMinor,
    })),
  );
}

const orNull = (text: string) => (text === '' ? null : text);
const consentOf = (text: string) => (text === '' ? null : text === 'true');

function identityOf({ guest }: Story): Identity {
  const { person } = guest;
  const presence = (text: string) => ({ present: text !== '', valid: text !== '' });
  const born = Date.parse(`${person.birthDate}T00:00:00Z`) / dayMs;
  return {
    hasName: true,
    email: presence(person.email),
    phone: presence(person.phone),
    birthDate: presence(person.birthDate),
    birthDay: Number.isInteger(born) ? born : null,
    segment: orNull(person.segment),
    city: orNull(person.city),
    country: orNull(person.country),
    language: orNull(person.language),
    preferredChannel: orNull(person.preferredChannel),
    lifeStage: orNull(person.lifeStage),
    createdDay: guest.createdDay,
    consentEmail: consentOf(person.consent.EMAIL),
    consentSms: consentOf(person.consent.SMS),
    consentPush: consentOf(person.consent.PUSH),
  };
}

function sendsOf({ guest, diary }: Story): SendHistory {
  const known = (at: number | null) => (at === null || at > guest.world.endAt ? null : at);
  return {
    sends: diary.sends.map((send) => ({
      campaignId: send.campaign.campaignId,
      campaignName: send.campaign.name,
      kind: send.campaign.kind,
      channel: send.campaign.channel,
      at: send.sentAt,
      day: send.campaign.day,
      deliveredAt: known(send.deliveredAt),
      openedAt: known(send.openedAt),
      clickedAt: known(send.clickedAt),
      repliedAt: known(send.repliedAt),
      visitId: orNull(send.visitId),
    })),
  };
}

function loyaltyOf({ diary }: Story): LoyaltyHistory | null {
  if (diary.account === null) return null;
  return {
    tier: diary.account.tier,
    joinedAt: diary.account.joinedAt,
    transactions: diary.account.transactions.map((transaction, index) => ({
      ...transaction,
      transactionId: String(index).padStart(5, '0'),
      day: Math.floor(transaction.at / dayMs),
    })),
  };
}

/** The mix of all visits of the 365 days before the day, as the statement counts it. */
function mixOf(guests: readonly KnownGuest[], day: number) {
  const counts = { weekdays: [...noVisits.weekdays], dayparts: [...noVisits.dayparts], months: [...noVisits.months] };
  const add = (list: number[], index: number) => {
    list[index] = (list[index] ?? 0) + 1;
  };
  for (const visit of guests.flatMap(({ visits }) => visits)) {
    if (visit.day > day || visit.day <= day - defaultScoring.base.salesDays) continue;
    add(counts.weekdays, weekdayOf(visit.day));
    add(counts.months, monthOf(visit.day));
    if (visit.localMinute !== null) add(counts.dayparts, daypartOf(visit.localMinute, defaultScoring));
  }
  return venueMix(counts, defaultScoring);
}

/** The first guests of a demo restaurant group of 4,000. */
export function knownGuests(count: number, seed = '1') {
  const world = createWorld(
    demoOptions({ customers: '4000', seed, until: '2026-03-31', currency: 'EUR', now: Date.UTC(2026, 5, 1) }),
  );
  const guests = Array.from({ length: count }, (_, index): KnownGuest => {
    const story = tellStory(world, index);
    return {
      story,
      visits: visitsOf(story),
      lines: linesOf(story),
      identity: identityOf(story),
      loyalty: loyaltyOf(story),
      sends: sendsOf(story),
    };
  });
  const population: PopulationFacts = { ...venueOn(world.untilDay), ...mixOf(guests, world.untilDay) };
  return { guests, population, moment: momentOn(world.untilDay) };
}
