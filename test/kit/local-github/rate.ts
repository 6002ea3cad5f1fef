import type { Reply } from './reply.ts';
import type { World } from './world.ts';

/** Requests an hour. */
const limit = 5000;

const hour = 3600;

interface Rate {
  readonly limit: number;
  readonly used: number;
  readonly remaining: number;
  /** Seconds since 1970: the next full hour. */
  readonly reset: number;
}

export function rateOf({ rate }: World): Rate {
  const reset = Math.ceil(Date.now() / 1000 / hour) * hour;
  return { limit, used: rate.used, remaining: Math.max(limit - rate.used, 0), reset };
}

/** Counts a request and tells the client where it stands. A 304 is free, and so is asking for the rate limit. */
export function counted(world: World, path: string, reply: Reply): Reply {
  if (reply.status !== 304 && path !== '/rate_limit') world.rate.used += 1;
  const rate = Object.entries(rateOf(world)).map(([name, value]) => [
    `x-ratelimit-${name}`,
    String(value),
  ]);
  const headers = { ...Object.fromEntries(rate), 'x-ratelimit-resource': 'core' } as object;
  return { ...reply, headers: { ...headers, ...reply.headers } };
}
