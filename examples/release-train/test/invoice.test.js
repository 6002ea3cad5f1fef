import assert from 'node:assert/strict';
import { test } from 'node:test';

const app = await import(new URL('../dist/app.js', import.meta.url).href);

test('adds its lines and the tax', () => {
  const lines = [
    { quantity: 2, price: '19.99' },
    { quantity: 1, price: '5' },
  ];
  assert.deepEqual(app.invoice(lines, 20), { net: '44.98', tax: '9.00', total: '53.98' });
});

test('takes the discount off before the tax', () => {
  const lines = [{ quantity: 10, price: '10' }];
  assert.deepEqual(app.invoice(lines, 10), { net: '95.00', tax: '9.50', total: '104.50' });
});

test('an empty invoice costs nothing', () => {
  assert.deepEqual(app.invoice([], 20), { net: '0.00', tax: '0.00', total: '0.00' });
});
