/** A step as a process, with the files through which it speaks to the runner. */
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

export type Words = Readonly<Record<string, string>>;

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly state: Readonly<Record<string, string>>;
  readonly summary: string;
}

/** @param folder takes the files of the step */
export async function runStep(file: string, folder: string, env: Words): Promise<Ran> {
  const files = { GITHUB_OUTPUT: 'output', GITHUB_STATE: 'state', GITHUB_STEP_SUMMARY: 'summary' };
  const commands = Object.entries(files).map(
    ([name, base]) => [name, path.join(folder, base)] as const,
  );
  for (const [, place] of commands) fs.writeFileSync(place, '');
  const { code, stdout, stderr } = await run([file], {
    ...env,
    ...(Object.fromEntries(commands) as Words),
  });
  const text = (base: string): string => fs.readFileSync(path.join(folder, base), 'utf8');
  return {
    ...{ code, stdout, stderr },
    outputs: parseCommands(text('output')),
    state: parseCommands(text('state')),
    summary: text('summary'),
  };
}

export function run(
  args: readonly string[],
  env: Words,
  cwd?: string,
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString('utf8')));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString('utf8')));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? -1, stdout, stderr }));
  });
}

/** `name<<delimiter`, lines, `delimiter`: the way in which values travel to the runner. */
function parseCommands(text: string): Words {
  const found: Record<string, string> = {};
  for (const [, name = '', , value = ''] of text.matchAll(/^(.+?)<<(.+)\n([\s\S]*?)\n?\2$/gm)) {
    found[name] = value;
  }
  return found;
}
