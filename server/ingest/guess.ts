import type { TableShape } from './columns.ts';
import { editDistance } from './header.ts';

/** How sure a guess is: the same name, a usual other name, or a similar spelling only. */
export type Sureness = 'EXACT' | 'SYNONYM' | 'SIMILAR';

export interface Guess {
  readonly canonical: string;
  readonly sureness: Sureness;
}

/** Usual names of columns in exports of tills, shops and newsletters (docs/decisions/0027-uploads.md); folded as `folded` does. */
const synonyms: Readonly<Record<string, string>> = {
  customer_id:
    'customer|customernumber|customerno|customerref|customerreferenceid|squarecustomerid|guest|guestid|guestnumber|memberid|userid|clientid|contactid|profileid|cid|kunde|kundennummer|gastid',
  name: 'fullname|customername|guestname|displayname|tabname|title|item|itemname|menuitem|product|productname|locationname|campaignname|billingname',
  email: 'emailaddress|mail|customeremail|guestemail|billingemail',
  phone: 'phonenumber|telephone|tel|mobile|mobilenumber|mobilephone|cell|customerphone|billingphone|telefon',
  birth_date: 'birthday|dateofbirth|dob|birth|geburtstag|geburtsdatum',
  segment: 'group|customergroup|customersegment|class|tags',
  city: 'town|defaultaddresscity|billingcity|shippingcity|ort|stadt',
  country: 'countrycode|defaultaddresscountrycode|billingcountry|cc|land',
  language: 'lang|locale|sprache',
  preferred_channel: 'contactpreference|preferredcontact|channelpreference',
  dietary: 'diet|dietaryneeds|dietaryrestrictions|allergies|allergens',
  created_at:
    'created|createdon|createddate|signupdate|registered|registeredat|customersince|firstvisit|optintime|datecreated|joined|joinedat|joindate|joinedon|membersince|guestsince',
  consent_email: 'acceptsmarketing|acceptsemailmarketing|emailoptin|emailconsent|emailsubscriptionstatus|newsletter|optin',
  consent_sms: 'acceptssmsmarketing|smsoptin|smsconsent',
  consent_push: 'pushoptin|pushconsent',
  location_id:
    'location|locationcode|store|storeid|restaurant|restaurantid|venue|venueid|branch|branchid|shop|outlet|site|filiale',
  time_zone: 'timezone|tz|zone|zeitzone',
  venue_type: 'type|concept|restauranttype',
  menu_item_id: 'itemid|productid|sku|plu|token|articleid|dishid|lineitemsku',
  category: 'menugroup|itemcategory|salescategory|productcategory|kategorie',
  price: 'lineitemprice|grossprice|listprice|preis',
  visit_id:
    'visit|orderid|order|ordernumber|orderno|receipt|receiptid|receiptnumber|checkid|check|checknumber|billid|bill|billnumber|ticketid|transactionid|paymentid|saleid|invoice|belegnummer|bonnummer',
  visited_at:
    'visitdate|visittime|date|datetime|day|opened|openeddate|orderdate|ordertime|orderedat|paiddate|paidat|createdat|closedat|timestamp|time|saledate|businessdate|datum',
  service_type: 'service|diningoption|diningoptions|ordertype|servicemode',
  seating: 'seat|area|diningarea|table|section|revenuecenter|tisch',
  party_size: 'guests|numberofguests|ofguests|covers|partysize|pax|people|tablesize|personen',
  item_count: 'items|itemscount|numberofitems|quantityofitems',
  gross: 'grosssales|grossamount|subtotalbeforediscount|brutto',
  discount: 'discounts|discountamount|discnt|rebate|rabatt|lineitemdiscount',
  total: 'amount|net|netsales|netamount|totalamount|subtotal|sum|paid|spend|revenue|value|betrag|summe|umsatz|netto',
  refund: 'refunds|refundamount|refundedamount|amountrefunded|partialrefunds|returned',
  channel: 'ordersource|medium|saleschannel|kanal|sendchannel',
  campaign_id: 'campaign|campaigncode|mailing|mailingid|newsletterid|discountcode',
  line: 'lineno|linenumber|lineid|position|pos|row|ordinal',
  quantity: 'qty|count|units|lineitemquantity|menge|anzahl',
  unit_price: 'itemprice|priceeach|lineitemprice|unitamount|price|einzelpreis',
  tier: 'level|status|loyaltytier|membershiplevel|stufe',
  joined_at: 'joined|joindate|membersince|enrolled|enrolledat|enrollmentdate|beitritt',
  transaction_id: 'transaction|eventid|movementid|id',
  at: 'date|datetime|time|timestamp|when|createdat|submittedat|submitdate|submitdateutc|eventtime|happenedat|datum',
  kind: 'type|transactiontype|eventtype|campaigntype|art',
  points: 'point|pointschange|pointsdelta|amount|punkte',
  starts_at: 'start|startdate|startsat|from|begin',
  ends_at: 'end|enddate|endsat|to|until',
  cost: 'costs|spend|budget|expense|kosten',
  sent_at: 'sent|sentdate|senttime|sendtime|senddate|timestamp|date',
  delivered_at: 'delivered|deliverydate',
  opened_at: 'opened|open|firstopen|opentime',
  clicked_at: 'clicked|click|firstclick|clicktime',
  replied_at: 'replied|reply|answeredat',
  feedback_id: 'reviewid|responseid|surveyid|id|responsenumber',
  source: 'platform|origin|channel|surveytype|quelle',
  nps: 'npsscore|netpromoterscore|recommend|likelihoodtorecommend|score',
  rating: 'stars|starrating|score|grade|bewertung|sterne',
  sentiment: 'sentimentscore|polarity|mood',
  comment: 'text|review|message|feedback|comments|notes|remark|kommentar',
  intervention_id: 'actionid|taskid|id',
  action: 'actiontype|task|intervention|measure|type',
  arm: 'variant|testgroup|group|experimentarm',
};

const known = new Map(Object.entries(synonyms).map(([canonical, names]) => [canonical, names.split('|')]));

/** Small letters and digits only: `Customer ID`, `customer_id` and `customerId` are the same. */
function folded(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** A similar spelling changes at most so large a share of the letters. */
const mostChanged = 0.34;

/** A column named just "id" names what the table is of, where no other name is nearer. */
const ownIdRank = 1.999;

interface Candidate extends Guess {
  readonly index: number;
  /** Smaller is better: kinds of guess first, then the order of synonyms or the share of changed letters. */
  readonly rank: number;
}

function candidate(canonical: string, title: string, index: number): Candidate | null {
  const [name, given] = [folded(canonical), folded(title)];
  if (given === '') return null;
  if (name === given) return { canonical, index, sureness: 'EXACT', rank: title === canonical ? 0 : 0.5 };
  const place = (known.get(canonical) ?? []).indexOf(given);
  if (place >= 0) return { canonical, index, sureness: 'SYNONYM', rank: 1 + place / 1000 };
  const changed = editDistance(name, given) / Math.max(name.length, given.length);
  return changed > mostChanged || Math.min(name.length, given.length) < 4
    ? null
    : { canonical, index, sureness: 'SIMILAR', rank: 2 + changed };
}

function ownId({ key }: TableShape, canonical: string, title: string, index: number): Candidate | null {
  const isOwn = canonical === key.at(-1) && canonical.endsWith('_id');
  return isOwn && folded(title) === 'id' ? { canonical, index, sureness: 'SYNONYM', rank: ownIdRank } : null;
}

/**
 * Which canonical column each column of a file most likely is: the best pairs first, each column of the file and each of ours at most once.
 * @returns aligned with the header; null: nothing comes near.
 */
export function guessColumns(header: readonly string[], shape: TableShape): (Guess | null)[] {
  const candidates = shape.columns
    .flatMap(({ name }) => header.map((title, index) => candidate(name, title, index) ?? ownId(shape, name, title, index)))
    .filter((found) => found !== null)
    .sort((a, b) => a.rank - b.rank || a.index - b.index);
  const guesses: (Guess | null)[] = header.map(() => null);
  const taken = new Set<string>();
  for (const { canonical, sureness, index } of candidates) {
    if (taken.has(canonical) || guesses[index] !== null) continue;
    guesses[index] = { canonical, sureness };
    taken.add(canonical);
  }
  return guesses;
}
