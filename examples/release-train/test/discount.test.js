import assert from 'node:assert/strict';
import { test } from 'node:test';

const app = await import(new URL('../dist/app.js', import.meta.url).href);

test('small quantities have no discount', () => {
  assert.equal(app.quantityDiscount(1, 10_000), 0);
  assert.equal(app.quantityDiscount(9, 10_000), 0);
});

test('ten and more take off 5 percent', () => {
  assert.equal(app.quantityDiscount(10, 10_000), 500);
  assert.equal(app.quantityDiscount(99, 10_000), 500);
});

test('a hundred and more take off 15 percent', () => {
  assert.equal(app.quantityDiscount(100, 10_000), 1_500);
});
