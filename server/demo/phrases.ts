import type { ServiceType } from './archetype.ts';

/**
 * What guests write. Each phrase is one sentence; `{item}` is something they had, `~` marks a phrase for guests who have been there
 * before, `%` one for those who got a discount.
 */
export type Topic =
  | 'DISH'
  | 'SWEET'
  | 'COFFEE'
  | 'DRINK'
  | 'FOOD'
  | 'SERVICE'
  | 'WAIT'
  | 'PLACE'
  | 'PRICE'
  | 'CHILDREN'
  | 'DELIVERY'
  | 'PACKING'
  | 'COUNTER';

export const good: Readonly<Record<Topic, readonly string[]>> = {
  DISH: [
    'The {item} {was} excellent.',
    'The {item} {was} full of flavour and nicely presented.',
    '{we} loved the {item}.',
    'The {item} {was} freshly made, you can taste that.',
    'Best {item} in town.',
    '~The {item} {was} as good as ever.',
    '~{we} come back for the {item} again and again.',
    'A generous helping of {item}, and delicious too.',
    'Whoever makes the {item} deserves a raise.',
  ],
  SWEET: [
    'The {item} {was} heavenly.',
    '{we} could eat the {item} every day.',
    'The {item} {was} a perfect finish.',
    'Lovely {item}, not too sweet.',
    '~The {item} never disappoints.',
    'The {item} alone {was} worth the trip.',
  ],
  COFFEE: [
    'Great {item}, made with care.',
    'The {item} {was} just right.',
    '~The {item} is the best start into {our} day.',
    'Hot, strong and good: a proper {item}.',
    'The barista makes a wonderful {item}.',
  ],
  DRINK: [
    'The {item} {was} perfectly chilled.',
    'A very good {item}.',
    'The {item} went wonderfully with the food.',
    'Nice choice of drinks, the {item} was spot on.',
  ],
  FOOD: ['Everything tasted fresh.', 'Really good food.', 'The kitchen knows what it is doing.'],
  SERVICE: [
    'The staff were friendly and attentive.',
    'Such a warm welcome.',
    '{our} waiter gave {us} excellent advice.',
    '~The team remembers what {we} like, that is rare.',
    'Service with a smile from start to finish.',
    'A lovely waitress looked after {us} very well.',
    '~They know {us} by name and it always feels like home.',
  ],
  WAIT: [
    'The food came quickly.',
    'Fast service although it was busy.',
    'No waiting at all, {we} were seated at once.',
    'Everything arrived quickly and together.',
  ],
  PLACE: [
    'Cosy room and a pleasant atmosphere.',
    'Such a nice place for a relaxed {meal}.',
    'A beautiful room, tidy and not too loud.',
    '{house} has a lovely atmosphere.',
    'Spotlessly clean and very comfortable.',
  ],
  PRICE: [
    'Good value for money.',
    'Fair prices for this quality.',
    '%The discount was a nice surprise.',
    'Worth every cent.',
    'You get a lot for your money here.',
  ],
  CHILDREN: [
    'The children were happy with crayons and their own menu.',
    'Wonderful with children: high chair ready at once.',
    'The kids loved it and ate everything.',
  ],
  DELIVERY: [
    'Delivered early and still hot.',
    'The rider was friendly and right on time.',
    'Quick delivery, as promised.',
    '~Delivery is always reliable.',
    'It took barely half an hour to {our} door.',
  ],
  PACKING: ['Neatly packed, nothing spilled.', 'Nice packaging without plastic.', 'Everything was complete and well packed.'],
  COUNTER: [
    'Ready to collect in five minutes.',
    'Order by app, pick up, done: perfect.',
    'Quick and friendly at the counter.',
    '~The team at the counter starts {our} order when they see {us}.',
  ],
};

export const bad: Readonly<Record<Topic, readonly string[]>> = {
  DISH: [
    'The {item} {was} bland.',
    'The {item} {was} a disappointment.',
    'The {item} had hardly any flavour.',
    'The helping of {item} was rather small.',
    'The {item} {was} far too salty.',
    '~The {item} used to be better.',
    'The {item} tasted as if left standing for a while.',
  ],
  SWEET: [
    'The {item} {was} too sweet for {us}.',
    'The {item} had seen better days.',
    'The {item} {was} smaller than expected.',
    '~The {item} used to be better.',
  ],
  COFFEE: ['The {item} {was} lukewarm.', 'The {item} tasted burnt.', 'The {item} {was} weak.', 'The {item} {was} bitter.'],
  DRINK: ['The {item} {was} warm.', 'The {item} came in a dirty glass.', '{we} asked for the {item} cold and got {it} warm.'],
  FOOD: ['The food was nothing special.', 'The food was a let-down.', 'The portions have become small.'],
  SERVICE: [
    'The service was inattentive.',
    '{our} waiter forgot half of what {we} ordered.',
    'Nobody seemed to feel responsible for {our} table.',
    'The staff seemed stressed and short-tempered.',
    '{we} had to ask three times for the bill.',
    '~The service is not what it used to be.',
  ],
  WAIT: [
    '{we} waited more than forty minutes for the food.',
    'It took ages until somebody took {our} order.',
    'The wait was too long.',
    'The dishes arrived one after the other.',
  ],
  PLACE: [
    'The room was very loud.',
    'The table was sticky.',
    'It was draughty near the door.',
    '{our} table was squeezed in next to the toilets.',
    'The music was far too loud for a conversation.',
  ],
  PRICE: [
    'It is expensive for what you get.',
    'The prices have gone up again.',
    'The value for money was poor.',
    '%The discount was only applied after {we} complained.',
  ],
  CHILDREN: [
    'There was no high chair free.',
    "The children's menu is short and dull.",
    'The children had to wait much too long for their food.',
  ],
  DELIVERY: [
    'The delivery was forty minutes late.',
    'The order arrived cold.',
    'The rider could not find {us} and nobody answered the phone.',
    'The delivery took far too long.',
  ],
  PACKING: [
    'The sauce had leaked all over the bag.',
    'One item was missing from the bag.',
    'The box was squashed.',
    'The packaging was soggy.',
  ],
  COUNTER: [
    '{we} queued for twenty minutes to collect an order placed ahead.',
    'The order was not ready at the promised time.',
    'They handed {us} the wrong bag at the counter.',
  ],
};

/** Small complaints of guests who liked it. */
export const mild: Readonly<Record<ServiceType, readonly string[]>> = {
  DINE_IN: [
    'it was a bit loud.',
    'the wait was a little long.',
    'the chairs could be more comfortable.',
    'the menu could change more often.',
    'it was hard to get a table.',
    'more choice for vegetarians would be nice.',
  ],
  TAKEAWAY: [
    'the queue was a little long.',
    'the app could be simpler.',
    'the cutlery was missing.',
    'the opening hours could be longer.',
  ],
  DELIVERY: [
    'it came a little later than promised.',
    'the cutlery was missing.',
    'the packaging could be greener.',
    'the tracking in the app was off.',
  ],
};

/** By rating, 1 first. */
export const closings: readonly (readonly string[])[] = [
  [
    'I will not be back.',
    'Never again.',
    'I want my money back.',
    'Very disappointing.',
    '~Sad, after all these years.',
    'Please do something about this.',
  ],
  [
    'Not what I had hoped for.',
    '~It was much better on earlier visits.',
    'I expected more.',
    'I will think twice before coming again.',
    'It could be much better.',
  ],
  [
    'All in all okay.',
    'Average, no more and no less.',
    'Perhaps just an off day.',
    '~Usually it is better.',
    'There is potential.',
  ],
  ['I will be back.', 'Recommended.', 'A pleasant {meal}.', '~Reliable as usual.', 'Good overall.'],
  [
    'See you soon!',
    'Highly recommended.',
    'Can only recommend it.',
    '~My favourite place.',
    'Thank you for a wonderful {meal}!',
    'Five stars.',
    'I have told all my friends.',
  ],
];
