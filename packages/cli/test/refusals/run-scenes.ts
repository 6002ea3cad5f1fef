/** Situations of the gate runner: a workflow with contracts, and runs of it. */
import { newRoot, textAt, type Root } from '../cli.ts';

export interface RunScene {
  readonly root: Root;
  /** The label of the run. */
  readonly run: string;
}

type Words = readonly string[];

export const essayFile = 'artifacts/workflows/essay@1.0.0.yaml';
/** With these steps. */
export const essayOf = (...steps: Words): string =>
  ['id: essay', 'version: 1.0.0', 'steps:', ...steps.map((step) => `  - {${step}}`), ''].join('\n');

export const contractFile = (gate: string): string =>
  `orchestration/gates/contracts/${gate}.contract.json`;
/** A contract that wants one file, `G1.md`; `fields` replace its own, or are added. */
export const contractOf = (gate: string, fields: object = {}): string => {
  const outputs = [`{artifact_path}/${gate}.md`];
  const contract = { gate, name: `All of ${gate}`, required_outputs: outputs, ...fields };
  return `${JSON.stringify(contract, null, 2)}\n`;
};

/** A root with the workflow `essay`: the gates G1 and G2, one after the other. */
export function essay(options: { readonly git?: boolean } = {}): Root {
  const steps = essayOf('key: g1, order: 1, contract: G1', 'key: g2, order: 2, contract: G2');
  const files = {
    [essayFile]: steps,
    [contractFile('G1')]: contractOf('G1'),
    [contractFile('G2')]: contractOf('G2'),
  };
  return newRoot(files, options);
}

const folder = 'essays/the-word-robot';
export const aboutRobot: Words = ['--slug', 'the-word-robot', '--artifact-path', folder];
export const startRun: Words = ['run', 'start', '--workflow', 'essay', ...aboutRobot];

/** A run whose gates do not wait for each other. */
export function manualRun(root = essay()): RunScene {
  return { root, run: textAt(root.ok(...startRun), 'run_id') };
}

/** A run that waits at its first gate. */
export function pipeline(root = essay()): RunScene {
  return { root, run: textAt(root.ok('run', 'essay', ...aboutRobot), 'run_id') };
}

/** A command at a gate of a run: `start` begins it as Ann. */
export const atRun = (command: string, run: string, gate: string, ...more: Words): Words => [
  ...['gate', command, '--run', run, '--gate', gate],
  ...(command === 'start' && !more.includes('--agent') ? ['--agent', 'ann'] : []),
  ...more,
];

/** Every command that names a gate of a run. */
export const aboutGate = (run: string, gate: string): readonly Words[] => [
  atRun('start', run, gate),
  atRun('finish', run, gate),
  atRun('fail', run, gate, '--reason', 'No sources'),
  ['invocation', 'record', '--run', run, '--gate', gate, '--agent', 'ann'],
];

/** Every command on a run. */
export const aboutRun = (run: string): readonly Words[] => [
  ['run', 'show', '--run', run],
  ['run', 'complete', '--run', run],
  ['run', 'essay', '--run', run],
  ...aboutGate(run, 'G1'),
];

/** Writes what the contract of a gate wants. */
export const writeOutput = (root: Root, gate: string): void => {
  root.write(`${folder}/${gate}.md`, `# ${gate}\n`);
};

/** The work of a gate that runs is done, and checked. */
export function finished({ root, run }: RunScene, gate: string): void {
  writeOutput(root, gate);
  root.ok(...atRun('finish', run, gate));
}

/** Ann does the work of a gate. */
export function passed(scene: RunScene, gate: string): RunScene {
  scene.root.ok(...atRun('start', scene.run, gate));
  finished(scene, gate);
  return scene;
}

/** Ann gives an attempt at a gate up. */
export function failedAt(scene: RunScene, gate: string): RunScene {
  const { root, run } = scene;
  root.ok(...atRun('start', run, gate));
  root.ok(...atRun('fail', run, gate, '--reason', 'No sources'));
  return scene;
}
