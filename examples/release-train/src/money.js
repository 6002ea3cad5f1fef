/** Amounts are whole cents, so that sums are exact. */
export function toCents(amount) {
  const match = /^(\d+)(?:\.(\d{1,2}))?$/.exec(amount);
  if (!match) throw new TypeError(`not an amount: ${amount}`);
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
}

export function formatCents(cents) {
  return `${Math.trunc(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
}

/** A percentage of an amount, rounded half up to whole cents. */
export function percentOf(cents, percent) {
  return Math.floor((cents * percent + 50) / 100);
}
