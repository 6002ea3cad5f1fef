import { quantityDiscount } from './discount.js';
import { formatCents, percentOf, toCents } from './money.js';

/** One line of an invoice, in cents. */
export function lineTotal({ quantity, price }) {
  if (!Number.isInteger(quantity) || quantity < 1)
    throw new RangeError('quantity must be at least 1');
  const gross = quantity * toCents(price);
  return gross - quantityDiscount(quantity, gross);
}

/** The invoice: net, tax and total, ready to print. */
export function invoice(lines, taxPercent) {
  const net = lines.reduce((sum, line) => sum + lineTotal(line), 0);
  const tax = percentOf(net, taxPercent);
  return { net: formatCents(net), tax: formatCents(tax), total: formatCents(net + tax) };
}
