import type { Arm } from '../engine/interventions/arms.ts';
import { chance, exponential, gamma, normal, type Random, randomStream, weightedIndex } from '../engine/maths/random.ts';
import { drawTastes, type Tastes } from './basket.ts';
import type { Campaign } from './campaigns.ts';
import type { Intervention } from './interventions.ts';
import type { Guest, Response, Witness } from './journey.ts';
import {
  type Account,
  balance,
  earn,
  giveGoodwill,
  openAccount,
  pointsPerReward,
  redeem,
  reviewAccount,
  rewardMinor,
  tierDiscount,
} from './loyalty.ts';
import { comment } from './sentences.ts';
import { demoLocations } from './venue.ts';
import { drawOuting, type Outing } from './visit.ts';

interface DemoVisit extends Outing {
  readonly visitId: string;
  readonly discountMinor: number;
  /** Discount by line; adds up to `discountMinor`. */
  readonly lineDiscounts: readonly number[];
  /** Gross − discount. */
  readonly totalMinor: number;
  /** 0: nothing refunded. */
  readonly refundMinor: number;
  readonly campaignId: string;
}

interface DemoSend {
  readonly campaign: Campaign;
  readonly sentAt: number;
  readonly deliveredAt: number | null;
  readonly openedAt: number | null;
  readonly clickedAt: number | null;
  readonly repliedAt: number | null;
  visitId: string;
}

interface DemoFeedback {
  readonly at: number;
  readonly source: string;
  readonly nps: number | null;
  readonly rating: number | null;
  readonly sentiment: number | null;
  readonly comment: string;
}

interface DemoIntervention {
  readonly action: string;
  readonly at: number;
  readonly arm: Arm;
  readonly costMinor: number;
}

/** Everything the CRM will know of one guest, written down as it happens. */
export interface Diary extends Witness {
  readonly createdAt: number;
  readonly visits: readonly DemoVisit[];
  readonly sends: readonly DemoSend[];
  readonly feedback: readonly DemoFeedback[];
  readonly interventions: readonly DemoIntervention[];
  readonly account: Account | null;
  readonly tastes: Tastes;
  /** To be called on each day, before the guest may come. */
  dayBegins(day: number): void;
}

export function keepDiary(guest: Guest): Diary {
  const { seed } = guest.world.options;
  return new GuestDiary(guest, drawTastes(seed, guest.index, guest.habits), randomStream(seed, 'guest', guest.index, 'details'));
}

class GuestDiary implements Diary {
  readonly tastes: Tastes;
  readonly visits: DemoVisit[] = [];
  readonly sends: DemoSend[] = [];
  readonly feedback: DemoFeedback[] = [];
  readonly interventions: DemoIntervention[] = [];
  account: Account | null = null;
  createdAt: number;
  readonly #guest: Guest;
  readonly #random: Random;

  constructor(guest: Guest, tastes: Tastes, random: Random) {
    this.#guest = guest;
    this.#random = random;
    this.tastes = tastes;
    this.createdAt = guest.world.instant(guest.habits.home, guest.createdDay, 560 + Math.floor(random() * 800));
  }

  dayBegins(day: number): void {
    if (this.account !== null && this.#guest.world.beginsMonth(day))
      reviewAccount(this.account, day, this.#guest.world.instant(this.#guest.habits.home, day, 300));
  }

  sent(campaign: Campaign, response: Response): void {
    const sentAt = this.#guest.world.instant(this.#guest.habits.home, campaign.day, campaign.minutes);
    const after = (minutes: number | null) => (minutes === null ? null : sentAt + Math.round(minutes * 60) * 1000);
    this.sends.push({
      campaign,
      sentAt,
      deliveredAt: after(response.deliveredMinutes),
      openedAt: after(response.openedMinutes),
      clickedAt: after(response.clickedMinutes),
      repliedAt: after(response.repliedMinutes),
      visitId: '',
    });
  }

  intervened(intervention: Intervention, arm: Arm, day: number): void {
    const at = this.#guest.world.instant(this.#guest.habits.home, day, 660);
    this.interventions.push({
      action: intervention.action,
      at,
      arm,
      costMinor: arm === 'TREATMENT' ? intervention.costMinor : 0,
    });
  }

  visited(day: number, satisfaction: number): void {
    const outing = drawOuting(this.#guest, this.tastes, day, this.#random);
    if (this.visits.length === 0)
      this.createdAt = Math.min(this.createdAt, outing.at - 60_000 * (2 + Math.floor(this.#random() * 12)));
    const visit = this.#pay(outing, satisfaction);
    this.visits.push(visit);
    this.#collectPoints(visit);
    this.#giveFeedback(visit, satisfaction);
  }

  /** Campaign offers, points and the tier's discount, in that order; then what is given back. */
  #pay(outing: Outing, satisfaction: number): DemoVisit {
    const random = this.#random;
    const visitId = `V-${this.#guest.customerId.slice(2)}-${String(this.visits.length + 1).padStart(4, '0')}`;
    const send = this.#answered(outing);
    if (send !== null) send.visitId = visitId;
    const share =
      send !== null && send.campaign.discount > 0
        ? send.campaign.discount
        : this.account === null
          ? 0
          : tierDiscount(this.account);
    const offered = Math.round(outing.grossMinor * share);
    const discountMinor = offered + this.#redeemed(outing, outing.grossMinor - offered);
    const totalMinor = outing.grossMinor - discountMinor;
    const lineDiscounts = apportioned(
      discountMinor,
      outing.lines.map((line) => line.quantity * line.unitPriceMinor),
    );
    const refunded = chance(random, satisfaction < 0.3 ? 0.1 : 0.004);
    const place = weightedIndex(
      random,
      outing.lines.map((line) => line.unitPriceMinor),
    );
    const line = outing.lines[place];
    const part = line === undefined ? 0 : line.unitPriceMinor - Math.ceil((lineDiscounts[place] ?? 0) / line.quantity);
    const refundMinor = !refunded ? 0 : chance(random, 0.06) ? totalMinor : Math.max(Math.min(part, totalMinor), 0);
    return {
      ...outing,
      visitId,
      discountMinor,
      lineDiscounts,
      totalMinor,
      refundMinor,
      campaignId: send?.campaign.campaignId ?? '',
    };
  }

  /** The message that this visit answers: the newest one in force that was clicked, or whose offer is shown at the till. */
  #answered(outing: Outing): DemoSend | null {
    for (const send of this.sends.slice(-4).reverse()) {
      const { campaign, clickedAt, deliveredAt, visitId } = send;
      if (
        visitId !== '' ||
        outing.day <= campaign.day ||
        outing.day > campaign.endDay ||
        deliveredAt === null ||
        deliveredAt > outing.at
      )
        continue;
      if (clickedAt !== null && clickedAt < outing.at && chance(this.#random, 0.85)) return send;
      if (campaign.discount > 0 && chance(this.#random, 0.12 * this.#guest.habits.priceSensitivity)) return send;
    }
    return null;
  }

  #redeemed(outing: Outing, payableMinor: number): number {
    const account = this.account;
    if (account === null || outing.at <= account.joinedAt) return 0;
    const points = Math.min(balance(account), account.earnedPoints - account.redeemedPoints);
    const rewards = Math.min(Math.floor(points / pointsPerReward), Math.floor(payableMinor / rewardMinor), 3);
    if (rewards < 1 || !chance(this.#random, this.#guest.habits.redeems * 0.5)) return 0;
    redeem(account, outing.at, rewards * pointsPerReward);
    return rewards * rewardMinor;
  }

  #collectPoints(visit: DemoVisit): void {
    const { habits } = this.#guest;
    if (this.account === null && habits.joinsLoyalty && chance(this.#random, 0.45))
      this.account = openAccount(visit.at - 30_000, visit.day);
    if (this.account !== null) earn(this.account, visit.at + 120_000, visit.day, visit.totalMinor - visit.refundMinor);
  }

  #giveFeedback(visit: DemoVisit, satisfaction: number): void {
    const random = this.#random;
    // People write when it was very good or bad, seldom when it was as expected.
    const moved = satisfaction < 0.4 ? 3.5 : satisfaction > 0.92 ? 1.9 : 1.2;
    if (!chance(random, this.#guest.habits.archetype.feedback * moved)) return;
    const rating = ratingOf(satisfaction);
    const source =
      (['SURVEY', 'REVIEW', 'TABLET', 'EMAIL'] as const)[
        weightedIndex(random, visit.service === 'DINE_IN' ? [4, 3, 2, 1] : [5, 3, 0, 2])
      ] ?? 'SURVEY';
    const hours = source === 'TABLET' ? 1.2 + 0.2 * gamma(random, 2) : 2 + exponential(random, 18);
    const at = visit.at + Math.round(hours * 3600) * 1000;
    const writes = source === 'EMAIL' || chance(random, source === 'REVIEW' ? 0.9 : source === 'SURVEY' ? 0.45 : 0.15);
    const words = writes ? comment(random, this.#experience(visit, rating)) : '';
    const nps = Math.min(Math.max(Math.round(10.6 * satisfaction ** 0.75 + 0.5 * normal(random)), 0), 10);
    const mood = Math.min(Math.max((rating - 3) / 2.2 + 0.12 * normal(random), -1), 1);
    this.feedback.push({
      at,
      source,
      nps: source === 'SURVEY' ? nps : null,
      rating: source === 'REVIEW' || source === 'TABLET' ? rating : null,
      sentiment: writes ? Math.round(mood * 100) / 100 : null,
      comment: words,
    });
    if (rating <= 2 && this.account !== null && chance(random, 0.5)) giveGoodwill(this.account, at + 3_600_000, visit.day, 50);
  }

  #experience(visit: DemoVisit, rating: number) {
    return {
      rating,
      service: visit.service,
      daypart: visit.daypart,
      partySize: visit.partySize ?? 1,
      items: visit.lines.map(({ item }) => item),
      discounted: visit.discountMinor > 0,
      earlierVisits: this.visits.length - 1,
      locationName: demoLocations[visit.locationIndex]?.name ?? 'The restaurant',
    };
  }
}

/** Stars, 1 to 5, for a satisfaction of 0 to 1. */
function ratingOf(satisfaction: number): number {
  return satisfaction >= 0.8 ? 5 : satisfaction >= 0.63 ? 4 : satisfaction >= 0.47 ? 3 : satisfaction >= 0.32 ? 2 : 1;
}

/** Splits an amount in proportion to weights, to the last minor unit, never more than a weight where the amount is not above their sum. */
export function apportioned(amount: number, weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let before = 0;
  let given = 0;
  return weights.map((weight) => {
    before += weight;
    const due = total === 0 ? 0 : Math.floor((amount * before) / total);
    const part = due - given;
    given = due;
    return part;
  });
}
