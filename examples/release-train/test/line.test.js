import assert from 'node:assert/strict';
import { test } from 'node:test';

const app = await import(new URL('../dist/app.js', import.meta.url).href);

test('a line is quantity times price', () => {
  assert.equal(app.lineTotal({ quantity: 3, price: '0.10' }), 30);
});

test('a line has the discount of its own quantity', () => {
  assert.equal(app.lineTotal({ quantity: 100, price: '1' }), 8_500);
});

test('refuses a quantity that is not a positive whole number', () => {
  for (const quantity of [0, -1, 1.5]) {
    assert.throws(() => app.lineTotal({ quantity, price: '1' }), RangeError);
  }
});
