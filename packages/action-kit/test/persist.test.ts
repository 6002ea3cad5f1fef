/** Which way records go, asked of a real git server that lets some in and others not. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { createGitStore, type GitStore } from '@orchestrator/stores';
import { gitCredentials } from '@orchestrator/github';
import { startGitServer, type GitServer } from '../../../test/kit/git-server/server.ts';
import type { Kit } from '../src/kit.ts';
import { mayPush, wayFor } from '../src/persist.ts';

let folder: string;
let server: GitServer;
let stores: GitStore[];
beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'orchestrator-persist-'));
  stores = [];
  execFileSync('git', ['init', '--quiet', '--bare', path.join(folder, 'consumer')]);
  execFileSync('git', ['-C', path.join(folder, 'consumer'), 'config', 'http.receivepack', 'true']);
  server = await startGitServer({
    root: folder,
    auth: [
      { name: 'x-access-token', password: 'writes', canWrite: true },
      { name: 'x-access-token', password: 'reads' },
    ],
  });
});
afterEach(async () => {
  for (const store of stores) store.close();
  await server.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

type Asked = Pick<Kit, 'opened' | 'artifacts'>;

function kitFor(
  remote: string,
  token: string,
  artifacts = true,
  more: Readonly<Record<string, string>> = {},
): Asked {
  const credentials = gitCredentials({}, { serverUrl: server.url }, token, () => undefined);
  const environment = { ...credentials, ...more };
  const clone = path.join(folder, `clone-${stores.length}`);
  const store = createGitStore({ remote, branch: 'orchestrator', clone, environment });
  stores.push(store);
  return {
    opened: { store, remote, environment } as unknown as Kit['opened'],
    artifacts: artifacts ? ({} as NonNullable<Kit['artifacts']>) : undefined,
  };
}

test('a leg that took a planned claim over pushes where the server lets it, and else hands in an artifact', async () => {
  const remote = `${server.url}/consumer`;
  expect(await wayFor(kitFor(remote, 'writes'), 'planned')).toBe('direct');
  expect(await wayFor(kitFor(remote, 'reads'), 'planned')).toBe('artifact');
  expect(server.journal.filter(({ applied }) => applied)).toEqual([]);
}, 30_000);

test('nothing is asked where there is no choice', async () => {
  const remote = `${server.url}/consumer`;
  expect(await wayFor(kitFor(remote, 'reads', false), 'planned')).toBe('direct');
  expect(await wayFor(kitFor(remote, 'reads'), 'here')).toBe('direct');
  expect(await wayFor(kitFor(remote, 'writes'), 'outbox')).toBe('artifact');
  expect(server.journal).toEqual([]);
});

test('a folder that stands in for a server can be written, and yet it tells nothing', async () => {
  const bare = path.join(folder, 'consumer');
  expect(await mayPush(kitFor(`file://${bare}`, ''))).toBe(false);
  expect(await mayPush(kitFor(bare, ''))).toBe(false);
  const address = 'https://github.com/acme/consumer';
  const elsewhere = {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `url.file://${bare}.insteadOf`,
    GIT_CONFIG_VALUE_0: address,
  };
  expect(await mayPush(kitFor(address, '', true, elsewhere))).toBe(false);
});
