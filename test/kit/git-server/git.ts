/** Real git for tests: repositories made, read and compared without the store that is tested. */
import { spawn } from 'node:child_process';

export interface GitRan {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The caller's settings and hooks are left out; no prompts. */
export const gitEnvironment: NodeJS.ProcessEnv = {
  PATH: process.env['PATH'],
  HOME: '/nonexistent',
  LC_ALL: 'C',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: 'ada',
  GIT_AUTHOR_EMAIL: 'ada@example.org',
  GIT_COMMITTER_NAME: 'ada',
  GIT_COMMITTER_EMAIL: 'ada@example.org',
};

export interface RunOptions {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string | Buffer;
  /** In milliseconds; after it the program and all that it started are killed: exit 128. Default: none */
  readonly timeout?: number;
}

/** Runs a program to its end, whatever becomes of it. A signal is exit 128. */
export function runProgram(
  [program = '', ...args]: readonly string[],
  { cwd, env = gitEnvironment, input = '', timeout }: RunOptions,
): Promise<GitRan> {
  return new Promise((resolve) => {
    // A group of its own: git's helpers outlive a git that is killed alone, and keep its pipes open.
    const child = spawn(program, args, { cwd, env, detached: true });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.stdin.on('error', () => undefined);
    const { pid } = child;
    const kill = (): void => {
      if (pid !== undefined) process.kill(-pid, 'SIGKILL');
    };
    const timer = timeout === undefined ? undefined : setTimeout(kill, timeout);
    child.on('close', (code) => {
      clearTimeout(timer);
      const [stdout, stderr] = [out, err].map((all) => Buffer.concat(all).toString('utf8'));
      resolve({ code: code ?? 128, stdout: stdout ?? '', stderr: stderr ?? '' });
    });
    child.stdin.end(input);
  });
}

/** Runs git to its end. */
export const tryGit = (
  cwd: string,
  args: readonly string[],
  more: Omit<RunOptions, 'cwd'> = {},
): Promise<GitRan> => runProgram(['git', ...args], { cwd, ...more });

/** @throws Error unless it exits with 0. @returns what it printed */
export async function git(
  cwd: string,
  args: readonly string[],
  input: string | Buffer = '',
): Promise<string> {
  const { code, stdout, stderr } = await tryGit(cwd, args, { input });
  if (code !== 0) throw new Error(`git ${args.join(' ')}: exit ${code}: ${stderr}`);
  return stdout;
}
