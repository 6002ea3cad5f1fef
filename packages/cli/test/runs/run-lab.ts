/** A folder with a workflow of three gates and their contracts, and runs in it. */
import { spawn, type ChildProcess } from 'node:child_process';
import * as path from 'node:path';
import { definition, newRoot, textAt, workflow, type Root } from '../cli.ts';
import { newLab, type Lab } from '../git-store-lab.ts';

const steps = ['intake', 'research', 'spec'];
const lines = steps.map((key, at) => `  - {key: ${key}, order: ${at + 1}, contract: G${at + 1}}`);
export const gatedSteps = lines.join('\n');

const contract = (gate: string): string =>
  `${JSON.stringify({
    ...{ gate, name: `The gate ${gate}`, required_outputs: [`{artifact_path}/${gate}.md`] },
    validations: [{ type: 'min_words', path: `{artifact_path}/${gate}.md`, min: 2 }],
  })}\n`;

const contractPath = (gate: string): string =>
  `orchestration/gates/contracts/${gate}.contract.json`;
export const gateFiles: Readonly<Record<string, string>> = Object.fromEntries(
  ['G1', 'G2', 'G3'].map((gate) => [contractPath(gate), contract(gate)]),
);

/** A folder in which runs of `wf` can be started. */
export const runRoot = (options: { readonly git?: boolean } = {}): Root =>
  newRoot({ [definition]: workflow(gatedSteps), ...gateFiles }, options);

/** The same, with the store on a branch of a remote. */
export const runLab = (): Lab => newLab(gatedSteps, gateFiles);

export interface StartedRun {
  readonly label: string;
  readonly item: string;
  /** Of the records. */
  readonly folder: string;
}

export function startRun(root: Root, ...more: readonly string[]): StartedRun {
  const args = ['--workflow', 'wf', '--slug', 'robot', '--artifact-path', 'essays/robot'];
  const started = root.ok('run', 'start', ...args, ...more);
  const label = textAt(started, 'run_id');
  const item = textAt(started, 'workItemId');
  return { label, item, folder: `orchestration/runs/${label}/record` };
}

/** Writes what a gate asks for. */
export const writeOutput = (root: Root, gate: string, text = 'some words\n'): void =>
  root.write(`essays/robot/${gate}.md`, text);

export const onGate = (verb: string, run: string, gate: string): readonly string[] => [
  ...['gate', verb, '--run', run, '--gate', gate],
];

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const bundle = path.resolve('dist/cli/index.js');

/** Runs the command line in several processes at once, as Ada Lovelace. */
export const atOnce = (root: Root, ...commands: readonly (readonly string[])[]): Promise<Ended[]> =>
  Promise.all(commands.map((args) => ended(start(root, args))));

const start = ({ dir }: Root, args: readonly string[]): ChildProcess =>
  spawn(process.execPath, [bundle, ...args, '--actor', 'ada', '--json'], {
    cwd: dir,
    env: { PATH: process.env['PATH'], HOME: '/nonexistent', LC_ALL: 'C.UTF-8' },
    timeout: 60_000,
  });

function ended(child: ChildProcess): Promise<Ended> {
  const said = { stdout: '', stderr: '' };
  child.stdout?.on('data', (data: Buffer) => (said.stdout += data.toString('utf8')));
  child.stderr?.on('data', (data: Buffer) => (said.stderr += data.toString('utf8')));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...said }));
  });
}
