import { percentOf } from './money.js';

const tiers = [
  { from: 100, percent: 15 },
  { from: 10, percent: 5 },
];

/** What is taken off a line because of its quantity. */
export function quantityDiscount(quantity, cents) {
  const tier = tiers.find(({ from }) => quantity >= from);
  return tier ? percentOf(cents, tier.percent) : 0;
}
