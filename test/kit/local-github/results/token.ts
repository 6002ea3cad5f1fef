import type { World } from '../world.ts';

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const lifetime = 6 * 3600;

export interface Scope {
  readonly run: string;
  readonly job: string;
}

type Sign = World['sign'];

/** A token for one job of one run; throws for a run that is no number and for a job that can't stand in a scope. */
export function runtimeToken(sign: Sign, { run, job }: Scope): string {
  if (!/^[1-9]\d*$/.test(run)) throw new Error(`not the number of a run: ${run}`);
  if (!/^[^\s:]+$/.test(job)) throw new Error(`not fit for a scope: ${job}`);
  const now = Math.floor(Date.now() / 1000);
  const scp = `Actions.Example Actions.Results:${run}:${job}`;
  const parts = [
    { alg: 'HS256', typ: 'JWT' },
    { scp, iat: now, exp: now + lifetime },
  ].map(encode);
  return [...parts, sign(parts.join('.'))].join('.');
}

/** The scope of a token that this server has made and that has not expired; undefined for any other. */
export function scopeOf(sign: Sign, token: string): Scope | undefined {
  const [header = '', payload = '', signature = ''] = token.split('.');
  if (signature !== sign(`${header}.${payload}`)) return undefined;
  const { scp, exp } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as {
    readonly scp: string;
    readonly exp: number;
  };
  const [, run = '', job = ''] = /Actions\.Results:([^: ]+):([^: ]+)/.exec(scp) ?? [];
  return exp * 1000 > Date.now() ? { run, job } : undefined;
}
