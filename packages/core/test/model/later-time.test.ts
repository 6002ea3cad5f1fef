/** A launch's time is the latest of its causes, in whatever order they are listed (R4). */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as z from 'zod/mini';
import { laterTime } from '../../src/index.ts';
import { instantSchema } from '../../src/model/ids.ts';

/** Whatever the schema accepts: leap seconds and days like 30 February included. */
const anyInstant = fc
  .tuple(
    fc.constantFrom('2026-02-28', '2026-02-30', '2026-06-31', '2016-12-31', '2026-01-19'),
    fc.constantFrom('23:59:59', '23:59:60', '00:00:00', '14:30:12'),
    fc.constantFrom('', '.0', '.5', '.000', '.000000001', '.123456789'),
  )
  .map(([day, time, fraction]) => `${day}T${time}${fraction}Z`)
  .filter((at) => z.safeParse(instantSchema, at).success);

test('the latest of some moments does not depend on their order', () => {
  const anyOrders = fc
    .array(anyInstant, { minLength: 1, maxLength: 5 })
    .chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
  fc.assert(
    fc.property(anyOrders, ([one, other]) => {
      expect(one.reduce(laterTime)).toBe(other.reduce(laterTime));
    }),
    { numRuns: 500 },
  );
});

test.each(['2016-12-31T23:59:60Z'])(
  'every moment that the schema accepts can be compared: %s',
  (at) => {
    expect(z.safeParse(instantSchema, at).success && Number.isNaN(Date.parse(at))).toBe(false);
  },
);
