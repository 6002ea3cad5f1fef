/**
 * Jest gives tests an `Error` of their own, but what `node:fs` throws is an error of the outer realm (jestjs/jest#2549):
 * without this, `instanceof Error` is false for it inside of Jest, and only there.
 */
import { types } from 'node:util';

const original = Function.prototype[Symbol.hasInstance];

Object.defineProperty(Error, Symbol.hasInstance, {
  configurable: true,
  value(this: unknown, value: unknown): boolean {
    return original.call(this as never, value) || (this === Error && types.isNativeError(value));
  },
});
