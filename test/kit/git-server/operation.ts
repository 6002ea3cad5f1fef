/** Reads what a git client wants and what became of it, without being git. */
import type { IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { Operation } from './faults.ts';

/** @param body as it came, compressed or not */
export function operationOf(request: IncomingMessage, body: Buffer): Operation {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://server');
  if (pathname.endsWith('/info/refs')) {
    const service = searchParams.get('service');
    if (service === 'git-receive-pack') return 'list-to-push';
    // In version 2 this lists abilities only; the branches are asked for in a request of their own.
    return isVersion2(request) ? 'other' : 'list';
  }
  if (pathname.endsWith('/git-receive-pack')) return 'push';
  if (!pathname.endsWith('/git-upload-pack')) return 'other';
  return plain(request, body).includes('command=ls-refs') ? 'list' : 'fetch';
}

const isVersion2 = (request: IncomingMessage): boolean =>
  request.headers['git-protocol']?.includes('version=2') === true;

const plain = (request: IncomingMessage, body: Buffer): Buffer =>
  request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;

export interface RefUpdate {
  readonly ref: string;
  readonly from: string;
  readonly to: string;
}

/** What a push asks for: one pkt-line each, up to the flush. */
export function refUpdates(body: Buffer): readonly RefUpdate[] {
  const updates: RefUpdate[] = [];
  for (let at = 0; at + 4 <= body.length;) {
    const length = Number.parseInt(body.toString('latin1', at, at + 4), 16);
    if (!(length > 4)) break;
    const [line = ''] = body.toString('utf8', at + 4, at + length).split('\0');
    const [from = '', to = '', ref = ''] = line.trim().split(' ');
    updates.push({ ref, from, to });
    at += length;
  }
  return updates;
}

/** Does the reply of a push say that a branch has moved? */
export const isApplied = (reply: Buffer): boolean => reply.includes('ok refs/');
