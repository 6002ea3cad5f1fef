/** Runs git: fixed arguments, no shell, none of the caller's GIT_ variables, no prompts, no hooks of the repository. */
import { spawn } from 'node:child_process';

export interface GitResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const safe = [
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'core.fsmonitor=false',
  '-c',
  'core.quotePath=false',
  '-c',
  'protocol.allow=never',
];

/** @param cwd where it runs. @returns its exit code and output; code 127 when there is no git */
export function git(cwd: string, args: readonly string[], input?: string): Promise<GitResult> {
  return new Promise((resolve) => {
    const child = spawn('git', [...safe, ...args], {
      cwd,
      env: environment(),
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const output: { out: Buffer[]; err: Buffer[] } = { out: [], err: [] };
    child.stdout.on('data', (chunk: Buffer) => output.out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => output.err.push(chunk));
    child.stdin.on('error', () => undefined);
    child.on('error', () => resolve({ code: 127, stdout: '', stderr: 'git is not installed' }));
    child.on('close', (code) =>
      resolve({
        code: code ?? 128,
        stdout: Buffer.concat(output.out).toString('utf8'),
        stderr: Buffer.concat(output.err).toString('utf8'),
      }),
    );
    child.stdin.end(input ?? '');
  });
}

function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('GIT_') || /^GIT_(AUTHOR|COMMITTER)_/.test(name),
  );
  return {
    ...Object.fromEntries(kept),
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    LC_ALL: 'C',
  };
}
