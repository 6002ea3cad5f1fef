/** The real command line, as processes in the demo's repository. */
import { spawn, spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

import type { Narrator } from './narrator.ts';

export interface Orchestrator {
  /** Runs a command and tells its first line. Stops the demo when it does not exit as it should. */
  readonly run: (args: readonly string[], exit?: number) => string;
  /** The same, telling everything that it prints. */
  readonly show: (args: readonly string[]) => void;
  /** Runs a command beside others, telling each line as it comes. Its exit code is the caller's to judge. */
  readonly follow: (args: readonly string[]) => Promise<number>;
  readonly json: (args: readonly string[]) => unknown;
}

const cli = resolve('dist/cli/index.js');

export function createOrchestrator(root: string, narrator: Narrator): Orchestrator {
  const call = (args: readonly string[], exit = 0): string => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
      cwd: root,
      encoding: 'utf8',
    });
    if (status !== exit) {
      throw new Error(
        `orchestrator ${args.join(' ')} exited with ${String(status)}:\n${stdout}${stderr}`,
      );
    }
    return `${stdout}${stderr}`.trim();
  };
  return {
    run: (args, exit) => {
      const output = call(args, exit);
      narrator.command(args, output.split('\n')[0] ?? '');
      return output;
    },
    show: (args) => {
      narrator.command(args, '');
      for (const line of call(args).split('\n')) narrator.tell(line);
    },
    follow: (args) => {
      narrator.started(args[4] ?? '');
      const child = spawn(process.execPath, [cli, ...args], {
        cwd: root,
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      createInterface(child.stderr).on('line', (line) => {
        // A worker that stops for a failed step or a gate says so; the narrator tells that once, in its own words.
        if (/^\S+ (runs|completed|failed) /.test(line)) narrator.tell(line);
      });
      return new Promise((done) => {
        child.on('close', (code) => {
          narrator.ended(args[4] ?? '');
          done(code ?? 1);
        });
      });
    },
    json: (args) => JSON.parse(call([...args, '--json'])) as unknown,
  };
}
