import { moneyText } from '../money.ts';
import type { MoneyResolvers } from '../types.generated.ts';

export const Money: MoneyResolvers = {
  amount: (minor, _args, { serving }) => moneyText(minor, serving.settings.CURRENCY),
  currency: (_minor, _args, { serving }) => serving.settings.CURRENCY,
};
