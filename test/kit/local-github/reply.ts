import type { State } from './state.ts';
import type { Account, World } from './world.ts';

export interface Reply {
  readonly status: number;
  /** JSON, or bytes as they are. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request to the REST API that its description allows. */
export interface Asked {
  readonly world: World;
  /** What a read answers from. Writes take `world.versions.now()`. */
  readonly state: State;
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  readonly url: URL;
  /** The media type asked for. */
  readonly accept: string;
  readonly account: Account;
  /** Drops what a truncated listing lacks; to be called once, on the whole listing. */
  readonly listed: <T>(items: readonly T[]) => readonly T[];
  readonly truncated: boolean;
}

export type Route = (asked: Asked) => Reply | Promise<Reply>;
export type Routes = Readonly<Record<string, Route>>;

const documentation = 'https://docs.github.com/rest';

export const json = (status: number, body: unknown, headers = {}): Reply => ({
  status,
  body,
  headers,
});

export const failure = (status: number, message: string): Reply =>
  json(status, { message, documentation_url: documentation, status: String(status) });

export const notFound = (message = 'Not Found'): Reply => failure(404, message);
export const invalid = (message: string): Reply => failure(422, message);
export const noContent: Reply = { status: 204 };

/** A parameter of the path as a number; NaN, which nothing has as its id, when it is none. */
export const numberOf = (asked: Asked, name: string): number => {
  const text = asked.parameters[name] ?? '';
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
};

function link(asked: Asked, page: number, relation: string): string {
  const url = new URL(asked.url.pathname + asked.url.search, asked.world.api);
  url.searchParams.set('page', String(page));
  return `<${url.href}>; rel="${relation}"`;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Of the whole listing, also when the listing is truncated. */
  readonly total: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** One page of a listing, 30 entries unless `per_page` says otherwise, at most 100; with GitHub's Link header. */
export function pageOf<T>(asked: Asked, all: readonly T[]): Page<T> {
  const size = Math.min(Math.max(Number(asked.query.get('per_page') ?? 30), 1), 100);
  const page = Math.max(Number(asked.query.get('page') ?? 1), 1);
  const shown = asked.listed(all);
  const last = Math.max(Math.ceil(shown.length / size), 1);
  const links = [
    ...(page > 1 ? [link(asked, Math.min(page - 1, last), 'prev')] : []),
    ...(page < last ? [link(asked, page + 1, 'next'), link(asked, last, 'last')] : []),
    ...(page > 1 ? [link(asked, 1, 'first')] : []),
  ];
  return {
    items: shown.slice((page - 1) * size, page * size),
    total: all.length,
    headers: links.length === 0 ? {} : { link: links.join(', ') },
  };
}
