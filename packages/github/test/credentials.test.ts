/** What git sends, as a server sees it. */
import { afterEach, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gitCredentials } from '../src/credentials.ts';

let server: Server | undefined;
afterEach(() => void server?.close());

async function listen(): Promise<{ url: string; seen: (readonly string[])[] }> {
  const seen: (readonly string[])[] = [];
  server = createServer(({ rawHeaders }, response) => {
    const values = rawHeaders.filter(
      (_, at) => rawHeaders[at - 1]?.toLowerCase() === 'authorization',
    );
    seen.push(values);
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

const lsRemote = (url: string, env: NodeJS.ProcessEnv): Promise<void> =>
  new Promise((resolve) => {
    execFile('git', ['ls-remote', `${url}/acme/consumer`], { env }, () => resolve());
  });

const base = { PATH: process.env['PATH'], HOME: '/nonexistent', GIT_TERMINAL_PROMPT: '0' };

test('one header, also where the settings hold another, and only for this server', async () => {
  const { url, seen } = await listen();
  const masked: string[] = [];
  const env = {
    ...base,
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `http.${url}/.extraheader`,
    GIT_CONFIG_VALUE_0: 'AUTHORIZATION: basic b2xk',
  };
  const added = gitCredentials(env, { serverUrl: url }, 'ghs_secret', (it) => masked.push(it));
  await lsRemote(url, { ...env, ...added });
  const basic = Buffer.from('x-access-token:ghs_secret').toString('base64');
  expect(seen[0]).toEqual([`basic ${basic}`]);
  expect(masked).toEqual(['ghs_secret', basic]);
  const elsewhere = gitCredentials(
    base,
    { serverUrl: 'https://github.com' },
    'ghs_secret',
    () => undefined,
  );
  seen.length = 0;
  await lsRemote(url, { ...base, ...elsewhere });
  expect(seen[0]).toEqual([]);
});

test('without a token git is left as it is', () => {
  expect(gitCredentials({}, { serverUrl: 'https://github.com' }, '', () => undefined)).toEqual({});
});
