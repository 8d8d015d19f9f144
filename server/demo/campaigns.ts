import { dayMs, isoDay } from '../engine/calendar.ts';
import { weekdayOf } from './venue.ts';

export type Channel = 'EMAIL' | 'SMS' | 'PUSH';

/** Days without a visit after which a guest belongs to a win-back's audience. */
export const silentDaysForWinBack = 60;

export interface Campaign {
  readonly campaignId: string;
  readonly name: string;
  readonly channel: Channel;
  readonly kind: 'NEWSLETTER' | 'OFFER' | 'WIN_BACK';
  /** The day it is sent, at `minutes` local time of the guest's own restaurant. */
  readonly day: number;
  readonly minutes: number;
  /** Its offer and its effect end with this day. */
  readonly endDay: number;
  /** Share of gross that the offer takes off; 0: no offer. */
  readonly discount: number;
  readonly costMinor: number;
}

const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** What each month offers. */
const offers: readonly { readonly name: string; readonly channel: Channel; readonly discount: number }[] = [
  { name: 'Warm January: 15 % off soups and stews', channel: 'EMAIL', discount: 0.15 },
  { name: 'Two for February: 20 % off dinner', channel: 'SMS', discount: 0.2 },
  { name: 'Spring lunch: 15 % off', channel: 'PUSH', discount: 0.15 },
  { name: 'Easter brunch: 10 % off', channel: 'EMAIL', discount: 0.1 },
  { name: 'Terrace opening: 15 % off', channel: 'PUSH', discount: 0.15 },
  { name: 'Midsummer evenings: 15 % off', channel: 'EMAIL', discount: 0.15 },
  { name: 'Family July: 20 % off', channel: 'SMS', discount: 0.2 },
  { name: 'Cool August: 15 % off bowls', channel: 'PUSH', discount: 0.15 },
  { name: 'Back to work lunch: 15 % off', channel: 'EMAIL', discount: 0.15 },
  { name: 'Harvest menu: 10 % off', channel: 'PUSH', discount: 0.1 },
  { name: 'Dark November: 20 % off delivery and dinner', channel: 'SMS', discount: 0.2 },
  { name: 'Advent table: 10 % off', channel: 'EMAIL', discount: 0.1 },
];

/** What one message costs, minor units. */
const costPerMessageMinor: Readonly<Record<Channel, number>> = { EMAIL: 1, SMS: 7, PUSH: 0.5 };

/**
 * The group's campaigns between two days: a newsletter and an offer every month, a win-back for silent guests every quarter.
 * Named by their month, so that the same month has the same campaigns whatever the range.
 */
export function campaignCalendar(fromDay: number, toDay: number, customers: number): readonly Campaign[] {
  const campaigns: Campaign[] = [];
  const first = new Date(fromDay * dayMs);
  for (let month = first.getUTCFullYear() * 12 + first.getUTCMonth(); ; month += 1) {
    const monthDay = Date.UTC(Math.floor(month / 12), month % 12, 1) / dayMs;
    if (monthDay > toDay) break;
    campaigns.push(...monthsCampaigns(month, monthDay, customers));
  }
  return campaigns.filter((campaign) => campaign.day >= fromDay && campaign.day <= toDay);
}

function monthsCampaigns(month: number, monthDay: number, customers: number): Campaign[] {
  const label = isoDay(monthDay).slice(0, 7);
  const title = `${monthNames[month % 12]} ${Math.floor(month / 12)}`;
  const cost = (channel: Channel, reached: number) => 2500 + Math.round(customers * reached * costPerMessageMinor[channel]);
  const tuesday = nextWeekday(monthDay + 2, 1);
  const thursday = nextWeekday(monthDay + 12, 3);
  const offer = offers[month % 12];
  const letter = { kind: 'NEWSLETTER', minutes: 600, discount: 0, channel: 'EMAIL' } as const;
  const made: Campaign[] = [
    {
      ...letter,
      campaignId: `${label}-news`,
      name: `Newsletter ${title}`,
      day: tuesday,
      endDay: tuesday + 7,
      costMinor: cost('EMAIL', 0.55),
    },
  ];
  if (offer !== undefined) {
    const { channel, discount } = offer;
    const timing = { day: thursday, minutes: 645, endDay: thursday + 10 };
    made.push({
      ...timing,
      kind: 'OFFER',
      campaignId: `${label}-offer`,
      name: `${offer.name} (${title})`,
      channel,
      discount,
      costMinor: cost(channel, 0.4),
    });
  }
  if (month % 3 === 1) {
    const day = nextWeekday(monthDay + 20, 2);
    const timing = { day, minutes: 1020, endDay: day + 14 };
    const channel: Channel = Math.floor(month / 3) % 2 === 0 ? 'SMS' : 'EMAIL';
    made.push({
      ...timing,
      kind: 'WIN_BACK',
      campaignId: `${label}-winback`,
      name: `We miss you (${title})`,
      channel,
      discount: 0.2,
      costMinor: cost(channel, 0.15),
    });
  }
  return made;
}

function nextWeekday(day: number, weekday: number): number {
  return day + ((weekday - weekdayOf(day) + 7) % 7);
}
