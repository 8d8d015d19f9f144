import type { Daypart } from './venue.ts';

/** The place of an item in a meal: a basket is put together course by course. */
export type Course =
  | 'BREAKFAST'
  | 'PASTRY'
  | 'HOT'
  | 'SOFT'
  | 'ALCOHOL'
  | 'STARTER'
  | 'MAIN'
  | 'SNACK'
  | 'DESSERT'
  | 'KIDS'
  | 'KIDS_SWEET';
/** What an item contains at its strictest: VEGAN is also VEGETARIAN. */
export type Diet = 'MEAT' | 'FISH' | 'VEGETARIAN' | 'VEGAN';

export interface MenuItem {
  readonly menuItemId: string;
  readonly name: string;
  readonly category: string;
  /** Price of today, minor units. */
  readonly priceMinor: number;
  readonly course: Course;
  readonly dayparts: readonly Daypart[];
  readonly diet: Diet;
  readonly glutenFree: boolean;
  /** How often it is ordered against the others of its course. */
  readonly popularity: number;
  /** Only for guests with this tariff. */
  readonly tariff: 'STUDENT' | 'SENIOR' | null;
  readonly child: boolean;
}

const initials: Readonly<Record<string, Daypart>> = { B: 'BREAKFAST', L: 'LUNCH', A: 'AFTERNOON', D: 'DINNER', N: 'LATE' };

/** id | name | price | course | dayparts | diet, `*` = gluten free | popularity | tariff */
const card: Readonly<Record<string, string>> = {
  Breakfast: `
    avocado-toast|Avocado Toast|9.80|BREAKFAST|BL|VEGAN|10
    eggs-benedict|Eggs Benedict|11.90|BREAKFAST|B|MEAT|7
    full-breakfast|Full Breakfast|13.50|BREAKFAST|B|MEAT|8
    porridge|Oat Porridge with Berries|6.90|BREAKFAST|B|VEGAN|6
    granola-bowl|Granola Bowl|7.40|BREAKFAST|B|VEGETARIAN|6
    omelette|Herb Omelette|9.20|BREAKFAST|BL|VEGETARIAN*|6
    pancakes|Buttermilk Pancakes|8.90|BREAKFAST|B|VEGETARIAN|7
    salmon-bagel|Smoked Salmon Bagel|10.50|BREAKFAST|BL|FISH|6`,
  Bakery: `
    croissant|Butter Croissant|2.90|PASTRY|BA|VEGETARIAN|10
    cinnamon-roll|Cinnamon Roll|3.60|PASTRY|BA|VEGETARIAN|9
    pastel-de-nata|Pastel de Nata|2.20|PASTRY|BLA|VEGETARIAN|11
    banana-bread|Banana Bread|3.80|PASTRY|BA|VEGAN|7
    carrot-cake|Carrot Cake|4.90|PASTRY|A|VEGETARIAN|8
    almond-cake|Flourless Almond Cake|5.10|PASTRY|A|VEGETARIAN*|5
    senior-coffee-cake|Senior Coffee & Cake|5.90|PASTRY|A|VEGETARIAN|60|SENIOR`,
  'Hot drinks': `
    espresso|Espresso|2.60|HOT|BLADN|VEGAN*|7
    flat-white|Flat White|3.90|HOT|BLA|VEGETARIAN*|11
    cappuccino|Cappuccino|3.80|HOT|BLA|VEGETARIAN*|12
    oat-latte|Oat Latte|4.40|HOT|BLA|VEGAN|8
    filter-coffee|Filter Coffee|3.10|HOT|BLA|VEGAN*|7
    black-tea|Pot of Black Tea|3.70|HOT|BLAD|VEGAN*|6
    mint-tea|Fresh Mint Tea|3.90|HOT|BLADN|VEGAN*|5
    hot-chocolate|Hot Chocolate|4.30|HOT|BAD|VEGETARIAN*|4`,
  'Soft drinks': `
    sparkling-water|Sparkling Water|3.20|SOFT|BLADN|VEGAN*|10
    still-water|Still Water|2.90|SOFT|BLADN|VEGAN*|7
    lemonade|House Lemonade|4.60|SOFT|LADN|VEGAN*|9
    cola|Cola|3.60|SOFT|LADN|VEGAN*|8
    orange-juice|Fresh Orange Juice|4.80|SOFT|BLA|VEGAN*|7
    apple-spritzer|Apple Spritzer|3.70|SOFT|LADN|VEGAN*|6
    iced-tea|Iced Tea|4.20|SOFT|LAN|VEGAN*|5`,
  'Beer, wine and cocktails': `
    pilsner|Pilsner 0.4 l|4.90|ALCOHOL|DN|VEGAN|10
    stout|Stout, Pint|6.40|ALCOHOL|DN|VEGAN|7
    pale-ale|Pale Ale|5.60|ALCOHOL|DN|VEGAN|6
    vinho-verde|Glass of Vinho Verde|5.80|ALCOHOL|DN|VEGAN*|8
    riesling|Glass of Riesling|6.50|ALCOHOL|DN|VEGAN*|8
    douro-red|Glass of Douro Red|6.90|ALCOHOL|DN|VEGAN*|8
    aperitivo|Orange Spritz|8.50|ALCOHOL|DN|VEGAN*|7
    espresso-martini|Espresso Martini|10.50|ALCOHOL|N|VEGAN*|6
    negroni|Negroni|10.90|ALCOHOL|DN|VEGAN*|4`,
  'Starters and salads': `
    tomato-soup|Roast Tomato Soup|6.80|STARTER|LD|VEGAN*|8
    fish-soup|Fish Soup|9.40|STARTER|LD|FISH|6
    burrata|Burrata with Tomatoes|11.80|STARTER|D|VEGETARIAN*|7
    beef-tartare|Beef Tartare|14.50|STARTER|D|MEAT*|4
    garlic-prawns|Garlic Prawns|13.20|STARTER|D|FISH*|6
    green-salad|Green Salad|6.20|STARTER|LD|VEGAN*|6`,
  Mains: `
    burger|Elbe Burger|15.90|MAIN|LDN|MEAT|11
    veggie-burger|Beetroot Burger|14.90|MAIN|LDN|VEGAN|6
    fish-and-chips|Fish and Chips|16.80|MAIN|LDN|FISH|8
    schnitzel|Veal Schnitzel|22.50|MAIN|LD|MEAT|7
    steak-frites|Steak Frites|27.90|MAIN|D|MEAT|6
    grilled-cod|Grilled Cod with Potatoes|23.80|MAIN|D|FISH*|6
    risotto|Mushroom Risotto|17.40|MAIN|LD|VEGETARIAN*|7
    ravioli|Pumpkin Ravioli|16.90|MAIN|LD|VEGETARIAN|7
    duck|Duck Breast with Plums|26.50|MAIN|D|MEAT*|4
    seafood-rice|Seafood Rice|24.60|MAIN|D|FISH*|5
    stew|Irish Stew|17.20|MAIN|LD|MEAT*|5`,
  'Bowls and lunch': `
    lunch-deal|Lunch of the Day|11.90|MAIN|L|MEAT|14
    veggie-lunch|Green Lunch of the Day|11.40|MAIN|L|VEGAN|8
    caesar-salad|Chicken Caesar Salad|13.90|MAIN|LD|MEAT|8
    poke-bowl|Salmon Poke Bowl|14.80|MAIN|LD|FISH*|8
    falafel-bowl|Falafel Bowl|12.60|MAIN|LDN|VEGAN|8
    chicken-wrap|Chicken Wrap|10.40|MAIN|LAN|MEAT|7
    student-lunch|Student Lunch|7.90|MAIN|LA|VEGETARIAN|45|STUDENT
    bifana|Bifana Pork Roll|8.60|MAIN|LN|MEAT|6`,
  Snacks: `
    fries|Fries|5.20|SNACK|LADN|VEGAN*|10
    nachos|Nachos with Guacamole|8.90|SNACK|DN|VEGAN*|7
    olives|Marinated Olives|4.80|SNACK|DN|VEGAN*|6
    toastie|Ham and Cheese Toastie|7.20|SNACK|LAN|MEAT|7
    hummus|Hummus with Flatbread|7.60|SNACK|LADN|VEGAN|7`,
  Desserts: `
    chocolate-fondant|Chocolate Fondant|8.40|DESSERT|D|VEGETARIAN|9
    creme-brulee|Crème Brûlée|7.90|DESSERT|LD|VEGETARIAN*|8
    cheesecake|Baked Cheesecake|6.80|DESSERT|LAD|VEGETARIAN|8
    sorbet|Sorbet of the Season|5.60|DESSERT|LAD|VEGAN*|6
    apple-crumble|Apple Crumble|6.90|DESSERT|LAD|VEGAN|6`,
  Children: `
    kids-pasta|Children's Pasta|7.20|KIDS|LD|VEGETARIAN|10
    kids-schnitzel|Children's Schnitzel|8.90|KIDS|LD|MEAT|8
    kids-fish|Children's Fish Fingers|8.20|KIDS|LD|FISH|7
    kids-pancake|Children's Pancake|5.60|KIDS|BA|VEGETARIAN|8
    kids-ice-cream|Children's Ice Cream|3.50|KIDS_SWEET|LAD|VEGETARIAN*|10
    babyccino|Babyccino|1.80|KIDS_SWEET|BA|VEGETARIAN*|6`,
};

/** Every dish and drink of the group, in the order of the card. */
export const menu: readonly MenuItem[] = Object.entries(card).flatMap(([category, lines]) =>
  lines
    .trim()
    .split('\n')
    .map((line) => menuItem(category, line.trim())),
);

function menuItem(category: string, line: string): MenuItem {
  const [menuItemId = '', name = '', price = '', course = '', dayparts = '', diet = '', popularity = '', tariff = ''] =
    line.split('|');
  return {
    menuItemId,
    name,
    category,
    priceMinor: Math.round(Number(price) * 100),
    course: course as Course, // the card above is the only source; a test holds its words against the types
    dayparts: [...dayparts].flatMap((initial) => initials[initial] ?? []),
    diet: diet.replace('*', '') as Diet,
    glutenFree: diet.endsWith('*'),
    popularity: Number(popularity),
    tariff: tariff === 'STUDENT' || tariff === 'SENIOR' ? tariff : null,
    child: course.startsWith('KIDS'),
  };
}

/** Prices rise once a year: what an item cost `rises` rises ago, rounded to 10 minor units as a menu would. */
export function priceBefore(priceMinor: number, rises: number): number {
  return rises <= 0 ? priceMinor : Math.round((priceMinor * 0.965 ** rises) / 10) * 10;
}
