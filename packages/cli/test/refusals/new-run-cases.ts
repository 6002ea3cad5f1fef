/** Exit 2: a run that can't be started, for what is said of it. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { newRoot, type Root } from '../cli.ts';
import type { RefusalCase } from './case.ts';
import { aboutRobot, essay, essayFile, essayOf, startRun } from './run-scenes.ts';

type Words = readonly string[];

interface Wrong {
  readonly code?: RefusalCase['code'];
  readonly when: string;
  readonly names: Words;
  readonly root?: () => Root;
  readonly args: Words;
  readonly also?: readonly Words[];
  /** The same, corrected as the hint says; it must succeed. @param guess what the hint offers */
  readonly right: (guess: string) => Words;
  /** Where in the hint it offers that. */
  readonly offers?: RegExp;
}

/** A command that needs no run, and is written wrongly. */
const wrong = ({
  code = 'invalid-input',
  root: open = essay,
  offers = /./,
  ...it
}: Wrong): RefusalCase => ({
  code,
  when: it.when,
  names: it.names,
  scene: () => {
    const root = open();
    return {
      root,
      args: it.args,
      also: it.also ?? [],
      remedy: ({ says }) => {
        root.ok(...it.right(says(offers)));
      },
    };
  },
});

const start = ['run', 'start', '--workflow', 'essay'];
const walk = ['run', 'essay'];
const slug = ['--slug', 'the-word-robot'];
const folder = ['--artifact-path', 'essays/the-word-robot'];

/** `essay`, with a link `out` to a file elsewhere. */
function withLink(): Root {
  const root = essay();
  const elsewhere = newRoot({ 'topic.md': '# Robots\n' });
  fs.symlinkSync(path.join(elsewhere.dir, 'topic.md'), path.join(root.dir, 'out'));
  return root;
}

/** `essay`, and another version of it in a hundred years. */
function withLater(): Root {
  const root = essay();
  const steps = essayOf('key: g1, order: 1, contract: G1').replace('1.0.0', '1.1.0');
  root.write(
    'artifacts/workflows/essay@1.1.0.yaml',
    `${steps}effectiveFrom: 2126-01-01T00:00:00Z\nchange: {author: ada, reason: One gate is enough, impact: None}\n`,
  );
  return root;
}

const optionCases: readonly RefusalCase[] = [
  wrong({
    when: 'a run is started without saying what it is about',
    names: ['--slug', 'missing'],
    args: [...start, ...folder],
    also: [[...walk, ...folder]],
    offers: /(--slug) /,
    right: (option) => [...start, ...folder, option, 'the-word-robot'],
  }),
  wrong({
    when: 'the slug of a run is none',
    names: ['--slug', 'The Word Robot'],
    args: [...start, ...folder, '--slug', 'The Word Robot'],
    also: [[...walk, ...folder, '--slug', '../robot']],
    offers: /Did you mean --slug (\S+)\?/,
    right: (guess) => [...start, ...folder, '--slug', guess],
  }),
  wrong({
    when: 'a run is started without saying where its outputs lie',
    names: ['--artifact-path', 'missing'],
    args: [...start, ...slug],
    also: [[...walk, ...slug]],
    offers: /relative to the root/,
    right: () => startRun,
  }),
  wrong({
    when: 'the outputs of a run are to lie outside of the root',
    names: ['--artifact-path', '../essays'],
    args: [...start, ...slug, '--artifact-path', '../essays'],
    also: [[...walk, ...slug, '--artifact-path', '/essays']],
    right: () => startRun,
  }),
  wrong({
    when: 'the folder for the outputs of a run leads out of the root through a link',
    names: ['--artifact-path', 'out', 'link'],
    root: withLink,
    args: [...start, ...slug, '--artifact-path', 'out'],
    also: [[...walk, ...slug, '--artifact-path', 'out/']],
    offers: /inside the root/,
    right: () => startRun,
  }),
  wrong({
    when: 'the depth of a run is none',
    names: ['--depth', 'deeper'],
    args: [...startRun, '--depth', 'deeper'],
    offers: /Did you mean (\w+)\?/,
    right: (guess) => [...startRun, '--depth', guess],
  }),
  wrong({
    when: 'the prompt file of a run lies outside of the root, by a link',
    names: ['--prompt-file', 'out', 'link'],
    root: withLink,
    args: [...startRun, '--prompt-file', 'out'],
    offers: /inside the root/,
    right: () => startRun,
  }),
  wrong({
    code: 'file-missing',
    when: 'the prompt file of a run is not there',
    names: ['--prompt-file', 'topic.md'],
    args: [...startRun, '--prompt-file', 'topic.md'],
    also: [[...walk, ...aboutRobot, '--prompt-file', 'artifacts']],
    offers: /Name a text file/,
    right: () => [...startRun, '--prompt-file', essayFile],
  }),
  wrong({
    when: 'an agent is to be called, and no command says how',
    names: ['--auto'],
    args: [...walk, ...aboutRobot, '--auto', ''],
    offers: /--auto "/,
    right: () => [...walk, ...aboutRobot],
  }),
  wrong({
    when: 'the agent that is to be called is no program',
    names: ['--auto', 'essayist'],
    args: [...walk, ...aboutRobot, '--auto', 'essayist --fast'],
    also: [[...walk, ...aboutRobot, '--auto', './artifacts/agent.sh']],
    offers: /a program of the PATH/,
    right: () => [...walk, ...aboutRobot],
  }),
  {
    code: 'invalid-input',
    when: 'an item is to be registered under the id of a run',
    names: ['run-20260119t143012z-the-word-robot-ab12cd'],
    scene: () => {
      const root = essay();
      const inputs = ['--input', 'slug=robot', '--input', 'artifact_path=essays/robot'];
      const item = ['--work-item', 'run-20260119t143012z-the-word-robot-ab12cd'];
      return {
        root,
        args: ['register', ...item, '--workflow', 'essay@1.0.0', ...inputs],
        remedy: ({ follow }) => {
          follow();
          root.ok(...startRun);
        },
      };
    },
  },
];

const workflowCases: readonly RefusalCase[] = [
  wrong({
    when: 'a run is started without naming its workflow',
    names: ['workflow', '--workflow', 'missing'],
    args: ['run', 'start', ...aboutRobot],
    also: [['run', ...aboutRobot]],
    offers: /Name it/,
    right: () => ['run', 'start', '--workflow', 'essay', ...aboutRobot],
  }),
  wrong({
    code: 'unknown-workflow',
    when: 'the workflow of a run is misspelt',
    names: ['workflow esay'],
    args: ['run', 'start', '--workflow', 'esay', ...aboutRobot],
    also: [['run', 'esay', ...aboutRobot]],
    offers: /Did you mean (\w+)\?/,
    right: (guess) => ['run', 'start', '--workflow', guess, ...aboutRobot],
  }),
  wrong({
    code: 'unknown-workflow',
    when: 'a command below run is misspelt, and so taken for a workflow',
    names: ['workflow strat'],
    args: ['run', 'strat', ...aboutRobot],
    offers: /Did you mean run (\w+)\?/,
    right: (guess) => ['run', guess, '--workflow', 'essay', ...aboutRobot],
  }),
  wrong({
    code: 'unknown-workflow',
    when: 'the workflow of a run is not there in that version',
    names: ['essay@2.0.0'],
    args: ['run', 'start', '--workflow', 'essay@2.0.0', ...aboutRobot],
    offers: /versions of essay are: (\d\.\d\.\d)\./,
    right: (guess) => ['run', 'start', '--workflow', `essay@${guess}`, ...aboutRobot],
  }),
  wrong({
    code: 'not-effective',
    when: 'the workflow of a run is not in effect yet',
    names: ['essay@1.1.0', '2126'],
    root: withLater,
    args: [...start, ...aboutRobot].map((it) => (it === 'essay' ? 'essay@1.1.0' : it)),
    also: [['run', 'essay@1.1.0', ...aboutRobot]],
    offers: /Choose a version that is in effect/,
    right: () => startRun,
  }),
  {
    code: 'unknown-workflow',
    when: 'a run is started where there is no workflow yet',
    names: ['workflow essay'],
    scene: () => {
      const root = essay();
      root.remove(essayFile);
      return {
        root,
        args: startRun,
        remedy: ({ says }) => {
          root.write(says(/Write it to (\S+),/), essayOf('key: g1, order: 1, contract: G1'));
          root.ok(...startRun);
        },
      };
    },
  },
];

export const newRunCases: readonly RefusalCase[] = [...optionCases, ...workflowCases];
