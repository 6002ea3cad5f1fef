/** Who may do what: Basic authentication as GitHub has it, tokens that expire included. */
import type { IncomingMessage } from 'node:http';
import type { Operation } from './faults.ts';

export interface User {
  readonly name: string;
  readonly password: string;
  /** May push; default: may only read. */
  readonly canWrite?: boolean;
  /** After so many requests the password is none any more. */
  readonly expiresAfter?: number;
}

export type Admission =
  { readonly ok: true; readonly user: string } | { readonly ok: false; readonly status: 401 | 403 };

/** @returns who asks, or 401 for strangers and 403 for readers that want to push. No users: everybody may do everything. */
export function createGuard(users: readonly User[] | undefined) {
  const used = new Map<string, number>();
  return (request: IncomingMessage, operation: Operation): Admission => {
    if (users === undefined) return { ok: true, user: 'anybody' };
    const given = credentials(request.headers.authorization);
    const user = users.find(({ name, password }) => given === `${name}:${password}`);
    if (user === undefined) return { ok: false, status: 401 };
    const count = (used.get(user.name) ?? 0) + 1;
    used.set(user.name, count);
    if (count > (user.expiresAfter ?? Number.POSITIVE_INFINITY)) return { ok: false, status: 401 };
    const writes = operation === 'push' || operation === 'list-to-push';
    return writes && user.canWrite !== true
      ? { ok: false, status: 403 }
      : { ok: true, user: user.name };
  };
}

function credentials(header: string | undefined): string | undefined {
  const encoded = /^basic (.+)$/i.exec(header ?? '')?.[1];
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString('utf8');
}
