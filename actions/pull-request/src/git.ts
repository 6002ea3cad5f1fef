/**
 * git for a bare repository of this action's own: it brings objects, and nothing in them is checked out or executed. No
 * shell, no hooks, no prompts; the repository is told by settings in the environment, which no list of processes shows.
 */
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import { StorageError } from '@orchestrator/core';

export interface Remote {
  readonly url: string;
  /** What git needs to get there: credentials, as settings. */
  readonly environment: Readonly<Record<string, string>>;
}

const transports = ['https', 'ssh', 'http', 'file'];
const settings = [
  ...['core.hooksPath=/dev/null', 'core.fsmonitor=false', 'protocol.allow=never'],
  ...transports.map((name) => `protocol.${name}.allow=always`),
  // What is asked for is named; there is nothing to find out about.
  'fetch.negotiationAlgorithm=noop',
  ...['http.lowSpeedLimit=100', 'http.lowSpeedTime=60', 'gc.auto=0', 'maintenance.auto=false'],
];
/** In milliseconds. */
const patience = 120_000;

/** @returns what it printed. @throws StorageError when it fails, with its first words */
export async function git(
  folder: string,
  args: readonly string[],
  { remote, input = '' }: { readonly remote?: Remote; readonly input?: string } = {},
): Promise<string> {
  const { code, stdout, stderr } = await run(folder, args, environmentFor(remote), input);
  if (code === 0) return stdout;
  const [first = 'it was stopped'] = stderr.trim().split('\n');
  throw new StorageError(
    `git ${args[0] ?? ''} failed: ${first}`,
    'Give the job permissions: contents: read, and re-run it when the server answers.',
  );
}

function run(
  cwd: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  input: string,
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  return new Promise((resolve) => {
    const given = settings.flatMap((setting) => ['-c', setting]);
    const child = spawn('git', [...given, ...args], { cwd, env, timeout: patience });
    const output: { out: Buffer[]; err: Buffer[] } = { out: [], err: [] };
    const done = (code: number | null, stderr: string): void =>
      resolve({ code, stdout: Buffer.concat(output.out).toString('utf8'), stderr });
    child.stdout.on('data', (chunk: Buffer) => output.out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => output.err.push(chunk));
    child.stdin.on('error', () => undefined);
    child.on('error', ({ message }) => done(null, message));
    child.on('close', (code) => done(code, Buffer.concat(output.err).toString('utf8')));
    child.stdin.end(input);
  });
}

/** What would point git elsewhere is left out; how this machine gets out is not. */
const kept =
  /^GIT_(CONFIG_(COUNT|KEY_\d+|VALUE_\d+|GLOBAL|SYSTEM|NOSYSTEM)|SSH|SSH_COMMAND|SSH_VARIANT|SSL_\w+|HTTP_\w+|PROXY_SSL_\w+)$/;

function environmentFor(remote: Remote | undefined): NodeJS.ProcessEnv {
  const own = Object.entries({ ...process.env, ...remote?.environment }).filter(
    ([name]) => !name.startsWith('GIT_') || (remote !== undefined && kept.test(name)),
  );
  const env: NodeJS.ProcessEnv = {
    ...Object.fromEntries(own),
    ...{ GIT_TERMINAL_PROMPT: '0', GIT_NO_LAZY_FETCH: '1', GIT_NO_REPLACE_OBJECTS: '1' },
    LC_ALL: 'C',
  };
  return remote === undefined ? env : { ...env, ...settingsOf(remote, env['GIT_CONFIG_COUNT']) };
}

/** The remote `base`, in addition to what the environment says already. */
function settingsOf({ url }: Remote, before = '0'): NodeJS.ProcessEnv {
  const count = Number.parseInt(before, 10) || 0;
  const added = [
    ['remote.base.url', url],
    ['remote.base.promisor', 'true'],
    ['remote.base.partialCloneFilter', 'blob:none'],
  ].flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${count + index}`, key],
    [`GIT_CONFIG_VALUE_${count + index}`, value],
  ]);
  return {
    ...(Object.fromEntries(added) as NodeJS.ProcessEnv),
    GIT_CONFIG_COUNT: String(count + added.length / 2),
  };
}

/** An empty bare repository, unless it is there already. */
export async function openScratch(folder: string): Promise<void> {
  if (fs.existsSync(`${folder}/HEAD`)) return;
  fs.mkdirSync(folder, { recursive: true });
  await git(folder, ['init', '--quiet', '--bare', '--template=', '.']);
}
