import assert from 'node:assert/strict';
import { test } from 'node:test';

const app = await import(new URL('../dist/app.js', import.meta.url).href);

test('reads amounts as cents', () => {
  assert.equal(app.toCents('19.99'), 1999);
  assert.equal(app.toCents('5'), 500);
  assert.equal(app.toCents('0.5'), 50);
});

test('refuses what is not an amount', () => {
  for (const amount of ['', '-1', '1.234', 'ten']) {
    assert.throws(() => app.toCents(amount), TypeError);
  }
});

test('writes cents as an amount', () => {
  assert.equal(app.formatCents(5), '0.05');
  assert.equal(app.formatCents(123_456), '1234.56');
});

test('rounds percentages half up', () => {
  assert.equal(app.percentOf(10, 5), 1);
  assert.equal(app.percentOf(9, 5), 0);
});
