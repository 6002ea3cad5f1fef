/** The command of `--auto`: an agent, started without a shell, that is handed one packet. */
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import parseArgs from 'string-argv';
import { usage } from '../../failure.ts';

export interface AgentCall {
  readonly argv: readonly string[];
  /** Its working directory. */
  readonly root: string;
  /** The absolute path of the packet, which becomes the last argument. */
  readonly packet: string;
  /** The packet itself, on stdin. */
  readonly text: string;
  /** Where what it prints goes; absolute. */
  readonly log: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stop: AbortSignal;
}

export type AgentEnd =
  | { readonly kind: 'exit'; readonly code: number }
  | { readonly kind: 'signal'; readonly signal: string }
  /** There is no such program, or it may not be run. */
  | { readonly kind: 'not-started'; readonly why: string };

/**
 * A command line as a program and its arguments: quotes are understood, nothing else is. The program has to be there
 * before anything is started for it.
 */
export function agentArgv(root: string, command: string): readonly string[] {
  const argv = parseArgs(command);
  const [program = ''] = argv;
  if (program === '')
    throw usage('--auto is empty.', 'Name a command, such as --auto "node agent.mjs".');
  if (isThere(root, program)) return argv;
  throw usage(
    `--auto: there is no program ${program} that may be run.`,
    'Name a program of the PATH, or a file below the root such as ./agent.sh that is executable.',
  );
}

function isThere(root: string, program: string): boolean {
  const folders = program.includes('/') ? [''] : (process.env['PATH'] ?? '').split(path.delimiter);
  return folders.some((folder) => {
    try {
      fs.accessSync(path.resolve(root, folder, program), fs.constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Runs it to its end. Never throws for what the command does. */
export function callAgent(call: AgentCall): Promise<AgentEnd> {
  const { argv, root, packet, text, log, env, stop } = call;
  const [program = '', ...args] = argv;
  const output = fs.openSync(log, 'w');
  return new Promise<AgentEnd>((resolve) => {
    const child = spawn(program, [...args, packet], {
      cwd: root,
      stdio: ['pipe', output, output],
      env: { ...process.env, ...env },
    });
    const end = (): void => void child.kill('SIGTERM');
    stop.addEventListener('abort', end, { once: true });
    const done = (ended: AgentEnd): void => {
      stop.removeEventListener('abort', end);
      resolve(ended);
    };
    child.on('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'ENOENT' ? 'there is no such program' : (error.code ?? 'unknown');
      done({ kind: 'not-started', why });
    });
    child.on('close', (code, signal) => {
      done(signal === null ? { kind: 'exit', code: code ?? 128 } : { kind: 'signal', signal });
    });
    // An agent that reads the file instead closes its stdin early.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(text);
  }).finally(() => {
    fs.closeSync(output);
  });
}
