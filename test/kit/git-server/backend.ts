/** Runs `git http-backend` for one request, as CGI (RFC 3875). */
import { spawn } from 'node:child_process';
import type { IncomingMessage } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface BackendOptions {
  /** The folder of the repositories. */
  readonly root: string;
  /** Who asks; only somebody who is known may push. */
  readonly user: string;
  /** What runs git, for example `strace` with its arguments. */
  readonly wrap?: readonly string[] | undefined;
}

/** Answers a request whose body has been read. A backend that dies is a 500, as behind a web server. */
export function runBackend(
  { root, user, wrap = [] }: BackendOptions,
  request: IncomingMessage,
  body: Buffer,
): Promise<Answer> {
  const [program, ...args] = [...wrap, 'git', 'http-backend'];
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      env: cgiEnvironment(root, user, request, body),
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const output: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stdin.on('error', () => undefined);
    child.on('error', () => resolve(died));
    child.on('close', () => resolve(parse(Buffer.concat(output))));
    child.stdin.end(body);
  });
}

const died: Answer = { status: 500, headers: {}, body: Buffer.from('The backend died.\n') };

function cgiEnvironment(
  root: string,
  user: string,
  request: IncomingMessage,
  body: Buffer,
): NodeJS.ProcessEnv {
  const { pathname, search } = new URL(request.url ?? '/', 'http://server');
  const header = (name: string): string => request.headers[name]?.toString() ?? '';
  return {
    PATH: process.env['PATH'],
    GIT_PROJECT_ROOT: root,
    GIT_HTTP_EXPORT_ALL: '1',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_COUNT: '2',
    // What GitHub allows: clones without the contents of files, and asking for single ones.
    GIT_CONFIG_KEY_0: 'uploadpack.allowFilter',
    GIT_CONFIG_VALUE_0: 'true',
    GIT_CONFIG_KEY_1: 'uploadpack.allowAnySHA1InWant',
    GIT_CONFIG_VALUE_1: 'true',
    REQUEST_METHOD: request.method,
    PATH_INFO: decodeURIComponent(pathname),
    QUERY_STRING: search.slice(1),
    CONTENT_TYPE: header('content-type'),
    CONTENT_LENGTH: String(body.length),
    HTTP_CONTENT_ENCODING: header('content-encoding'),
    GIT_PROTOCOL: header('git-protocol'),
    REMOTE_ADDR: '127.0.0.1',
    REMOTE_USER: user,
    GIT_COMMITTER_NAME: user,
    GIT_COMMITTER_EMAIL: `${user}@127.0.0.1`,
  };
}

function parse(output: Buffer): Answer {
  const end = output.indexOf('\r\n\r\n');
  if (end === -1) return died;
  const lines = output.subarray(0, end).toString('latin1').split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => {
      const [name = '', ...value] = line.split(':');
      return [name.toLowerCase(), value.join(':').trim()];
    }),
  );
  const { status = '200', ...others } = headers;
  return { status: Number.parseInt(status, 10), headers: others, body: output.subarray(end + 4) };
}
