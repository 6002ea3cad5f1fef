/** One call of the REST API: answered, or refused for a reason that can be told. Waits as it is told to, within a bound. */
import type { Job } from './environment.ts';

export interface ApiOptions extends Pick<Job, 'apiUrl'> {
  readonly token: string;
  /** Waits; in milliseconds. */
  readonly wait?: (ms: number) => Promise<void>;
}

export type Answer =
  | { readonly ok: true; readonly data: unknown }
  | {
      readonly ok: false;
      /** The HTTP status; 0 when the server could not be reached. */
      readonly status: number;
      readonly message: string;
      /** The server is busy, or the rate limit is used up: asking more now only makes it worse. */
      readonly throttled: boolean;
    };

export type Api = (route: string, parameters: Readonly<Record<string, unknown>>) => Promise<Answer>;

/** Longest that one call waits in all, in milliseconds. */
const patience = 90_000;
const mostTries = 4;
const timeout = 20_000;

export function createApi({ apiUrl, token, wait = sleep }: ApiOptions): Api {
  let octokit: Promise<Octokit> | undefined;
  return async (route, parameters) => {
    const { request } = await (octokit ??= connect(apiUrl, token));
    let left = patience;
    for (let tries = 1; ; tries += 1) {
      const attempt = await once(request, route, parameters);
      if (attempt.ok) return attempt;
      const delay = delayAfter(attempt, tries);
      if (delay === undefined || delay > left || tries === mostTries) {
        const { status, message, throttled } = attempt;
        return { ok: false, status, message, throttled };
      }
      left -= delay;
      await wait(delay);
    }
  };
}

type Octokit = Awaited<ReturnType<typeof connect>>;
type Headers = Readonly<Record<string, string | number | undefined>>;
type Failed = Extract<Answer, { ok: false }> & { readonly headers: Headers };

/** Loaded when it is first needed: most steps call no API at all. */
async function connect(baseUrl: string, token: string) {
  const { getOctokit } = await import('@actions/github');
  const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore };
  return getOctokit(token, { baseUrl, log: silent });
}

async function once(
  request: Octokit['request'],
  route: string,
  parameters: Readonly<Record<string, unknown>>,
): Promise<Extract<Answer, { ok: true }> | Failed> {
  try {
    const signal = AbortSignal.timeout(timeout);
    const answer = await request(route, { ...parameters, request: { signal } });
    return { ok: true, data: answer.data as unknown };
  } catch (error) {
    return failed(error);
  }
}

function failed(error: unknown): Failed {
  const { status, response, message } = error as {
    readonly status?: number;
    readonly response?: { readonly headers: Headers };
    readonly message?: string;
  };
  const headers = response?.headers ?? {};
  const limited =
    headers['retry-after'] !== undefined ||
    headers['x-ratelimit-remaining'] === '0' ||
    // The secondary limits say so in words alone, sometimes.
    /secondary rate limit|abuse detection/i.test(message ?? '');
  return {
    ok: false,
    // An error of the network has no response, and octokit calls it 500.
    status: response === undefined ? 0 : (status ?? 0),
    message: message ?? 'unknown error',
    throttled: status === 429 || (status === 403 && limited),
    headers,
  };
}

/** How long to wait before the next try, in milliseconds; `undefined`: another try would change nothing. */
function delayAfter({ status, throttled, headers }: Failed, tries: number): number | undefined {
  const seconds = Number(headers['retry-after']);
  if (headers['retry-after'] !== undefined && Number.isFinite(seconds)) return seconds * 1000;
  const reset = Number(headers['x-ratelimit-reset']);
  if (throttled && Number.isFinite(reset)) return Math.max(0, reset * 1000 - Date.now()) + 1000;
  if (throttled) return 60_000;
  return status === 0 || status >= 500 ? 1000 * 2 ** (tries - 1) : undefined;
}

const ignore = (): void => undefined;
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
