/** The clock and the ids of this machine. */
import { randomBytes } from 'node:crypto';
import type { Clock, Ids } from '@orchestrator/core';
import { sha256 } from './hash.ts';

export interface FixedForTests {
  /** RFC 3339; honoured instead of the clock. */
  readonly now?: string | undefined;
  readonly nonce?: string | undefined;
}

export const systemClock = ({ now }: FixedForTests = {}): Clock => ({
  now: () => (now === undefined ? new Date() : new Date(now)).toISOString(),
});

export const systemIds = ({ nonce }: FixedForTests = {}): Ids => ({
  sha256,
  nonce: () => nonce ?? randomBytes(16).toString('hex'),
});
