/** Runs git: fixed arguments, no shell, a clean environment, no prompts, no hooks of the repository. */
import { spawn } from 'node:child_process';

export interface GitResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface GitOptions {
  readonly input?: string | Buffer;
  /** May it reach another repository? Only over the transports below. */
  readonly network?: boolean;
  /** Settings for this command alone; they travel in the environment, where no list of processes shows them. */
  readonly config?: readonly (readonly [key: string, value: string])[];
  /** Variables that it gets in addition. */
  readonly environment?: NodeJS.ProcessEnv;
  /** It is ended after this time, in milliseconds. */
  readonly timeout?: number;
}

const safe = ['core.hooksPath=/dev/null', 'core.fsmonitor=false', 'core.quotePath=false'];
/** Everything else can run programs or has no protection on the way. */
const transports = ['https', 'ssh', 'http', 'file'];
/** A connection that stalls ends; otherwise a job would hang until it is cancelled. */
const patience = ['http.lowSpeedLimit=100', 'http.lowSpeedTime=60'];

const closed = ['protocol.allow=never'];
const open = [
  ...closed,
  ...transports.map((name) => `protocol.${name}.allow=always`),
  ...patience,
  'gc.auto=0',
  'maintenance.auto=false',
];

/** Arguments that come before the command's own. */
export const safeArguments = (network: boolean): readonly string[] =>
  [...safe, ...(network ? open : closed)].flatMap((setting) => ['-c', setting]);

/** @param cwd where it runs. @returns its exit code and output; code 127 when there is no git, 124 after the timeout */
export function git(
  cwd: string,
  args: readonly string[],
  { input = '', network = false, config = [], environment = {}, timeout }: GitOptions = {},
): Promise<GitResult> {
  return new Promise((resolve) => {
    const child = spawn('git', [...safeArguments(network), ...args], {
      cwd,
      env: withConfig(cleanEnvironment(network, environment), config),
      stdio: ['pipe', 'pipe', 'pipe'],
      // A group of its own: what git has started to reach the network must end with it.
      detached: timeout !== undefined,
    });
    const alarm =
      timeout === undefined ? undefined : setTimeout(() => endGroup(child.pid), timeout);
    const output: { out: Buffer[]; err: Buffer[] } = { out: [], err: [] };
    child.stdout.on('data', (chunk: Buffer) => output.out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => output.err.push(chunk));
    child.stdin.on('error', () => undefined);
    child.on('error', () => resolve({ code: 127, stdout: '', stderr: 'git is not installed' }));
    // Something that git has started may keep its output open for ever (a shared ssh connection, a daemon).
    const settle = (code: number | null, signal: NodeJS.Signals | null): void => {
      clearTimeout(alarm);
      resolve({
        code: code ?? (signal === 'SIGKILL' && timeout !== undefined ? 124 : 128),
        stdout: Buffer.concat(output.out).toString('utf8'),
        stderr: Buffer.concat(output.err).toString('utf8'),
      });
    };
    child.on('close', settle);
    child.on('exit', (code, signal) => {
      if (timeout === undefined) return;
      setTimeout(() => {
        settle(code, signal);
        child.stdout.destroy();
        child.stderr.destroy();
      }, grace).unref();
    });
    child.stdin.end(input);
  });
}

/** How long output may come after git itself has ended, in milliseconds. */
const grace = 2000;

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** Who commits; and, for commands that reach out, how this machine reaches out. */
const keptAlways = /^GIT_(AUTHOR|COMMITTER)_/;
const keptForNetwork =
  /^GIT_(CONFIG_(COUNT|KEY_\d+|VALUE_\d+|GLOBAL|SYSTEM|NOSYSTEM)|SSH|SSH_COMMAND|SSH_VARIANT|ASKPASS|SSL_\w+|HTTP_\w+|PROXY_SSL_\w+)$/;

/** Inputs of an action, its token among them, and the keys of a job's services: others may read a process's environment. */
const notForGit = /^(INPUT_|ACTIONS_)/;

/** This process's environment without what would point git elsewhere, and without what it has no use for. */
export function cleanEnvironment(
  network: boolean,
  additions: NodeJS.ProcessEnv = {},
): NodeJS.ProcessEnv {
  const kept = Object.entries({ ...process.env, ...additions }).filter(
    ([name]) =>
      !notForGit.test(name) &&
      (!name.startsWith('GIT_') || keptAlways.test(name) || (network && keptForNetwork.test(name))),
  );
  return {
    ...Object.fromEntries(kept),
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_DEFAULT_REF_FORMAT: 'files',
    LC_ALL: 'C',
  };
}

/** Adds settings behind those that the environment has already. */
function withConfig(
  environment: NodeJS.ProcessEnv,
  config: readonly (readonly [key: string, value: string])[],
): NodeJS.ProcessEnv {
  if (config.length === 0) return environment;
  const before = Number.parseInt(environment['GIT_CONFIG_COUNT'] ?? '0', 10) || 0;
  const added = config.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${before + index}`, key],
    [`GIT_CONFIG_VALUE_${before + index}`, value],
  ]);
  return {
    ...environment,
    ...(Object.fromEntries(added) as NodeJS.ProcessEnv),
    GIT_CONFIG_COUNT: String(before + config.length),
  };
}
