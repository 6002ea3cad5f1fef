/** Contracts that can't be taken over into a run or an item. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { newRoot, type Root } from '../cli.ts';
import type { RefusalCase } from './case.ts';
import type { Advice } from './advice.ts';
import {
  aboutRobot,
  contractFile,
  contractOf,
  essay,
  essayFile,
  essayOf,
  startRun,
} from './run-scenes.ts';
import { itemWi } from './scenes.ts';

const fileG2 = contractFile('G2');
const registerWi = ['register', ...itemWi, '--workflow', 'essay@1.0.0'];

interface Broken {
  readonly when: string;
  readonly names: readonly string[];
  /** What is wrong with the root: `essay`, whose workflow and contracts were good. */
  readonly spoil: (root: Root) => void;
  /** Does what the hint says. */
  readonly mend: (root: Root, advice: Advice) => void;
}

/** Every command that takes contracts over says the same of them. */
const brokenCase = ({ when, names, spoil, mend }: Broken): RefusalCase => ({
  code: 'invalid-contract',
  when,
  names,
  scene: () => {
    const root = essay();
    spoil(root);
    return {
      root,
      args: startRun,
      also: [['run', 'essay', ...aboutRobot]],
      remedy: (advice) => {
        mend(root, advice);
        root.ok(...startRun);
      },
    };
  },
});

/** The contract of G2, with a mistake in it. */
const brokenFile = (
  when: string,
  names: readonly string[],
  text: string,
  mended: (advice: Advice) => string = () => contractOf('G2'),
): RefusalCase =>
  brokenCase({
    when,
    names: [fileG2, ...names],
    spoil: (root) => {
      root.write(fileG2, text);
    },
    mend: (root, advice) => {
      root.write(fileG2, mended(advice));
    },
  });

const sources = (type: string): string =>
  contractOf('G2', { validations: [{ type, path: 'SOURCES.md', min: 3 }] });
const output = (file: string): string => contractOf('G2', { required_outputs: [file] });

const fileCases: readonly RefusalCase[] = [
  brokenCase({
    when: 'the contract that a step names is not written yet',
    names: ['contract G2', fileG2],
    spoil: (root) => {
      root.remove(fileG2);
    },
    mend: (root, { says }) => {
      root.write(says(/Write (\S+\.json)/), contractOf('G2'));
    },
  }),
  brokenCase({
    when: 'the name of a contract is misspelt in the workflow',
    names: ['contract Reserch', contractFile('Reserch')],
    spoil: (root) => {
      root.write(contractFile('Research'), contractOf('Research'));
      root.write(essayFile, essayOf('key: g1, order: 1, contract: Reserch'));
    },
    mend: (root, { message, says }) => {
      says(/take contract: Reserch out of the workflow/);
      const [, contract] = /Did you mean (\w+)\?/.exec(message) ?? [];
      root.write(essayFile, essayOf(`key: g1, order: 1, contract: ${contract ?? ''}`));
    },
  }),
  brokenCase({
    when: 'the file of a contract is a link out of the root',
    names: [fileG2, 'link'],
    spoil: (root) => {
      const elsewhere = newRoot({ 'G2.json': contractOf('G2') });
      root.remove(fileG2);
      fs.symlinkSync(path.join(elsewhere.dir, 'G2.json'), path.join(root.dir, fileG2));
    },
    mend: (root) => {
      root.remove(fileG2);
      root.write(fileG2, contractOf('G2'));
    },
  }),
  brokenFile('the file of a contract is cut off', [':2'], '{"gate": "G2",\n'),
  brokenFile('the file of a contract is YAML', ['not JSON'], 'gate: G2\nname: All of G2\n'),
  brokenFile(
    'a contract has a key that means nothing',
    [':4', 'required_output'],
    contractOf('G2').replace('required_outputs', 'required_output'),
    ({ says }) => contractOf('G2').replace('required_outputs', says(/Did you mean (\w+)\?/)),
  ),
  brokenFile(
    'a contract has a validation of an unknown type',
    ['validations[0].type', 'min_source'],
    sources('min_source'),
    ({ says }) => sources(says(/Did you mean (\w+)\?/)),
  ),
  brokenFile(
    'a path of a contract holds an unknown variable',
    ['{artefact_path}'],
    output('{artefact_path}/G2.md'),
    ({ says }) => output(`${says(/and (\{\w+\})/)}/G2.md`),
  ),
  brokenFile(
    'a path of a contract leads out of the root',
    [':5', 'required_outputs[0]'],
    output('../G2.md'),
  ),
  brokenFile(
    'a contract says that it is another one',
    ['G2.contract.json', 'G3'],
    contractOf('G3'),
    ({ says }) => {
      says(/the name of the file and its gate/);
      return contractOf('G2');
    },
  ),
];

const workflowCases: readonly RefusalCase[] = [
  brokenCase({
    when: 'no step of the workflow has a contract',
    names: ['essay@1.0.0'],
    spoil: (root) => {
      root.write(essayFile, essayOf('key: g1, order: 1'));
    },
    mend: (root, { says }) => {
      root.write(essayFile, essayOf(`key: g1, order: 1, ${says(/: (contract: \w+),/)}`));
    },
  }),
  brokenCase({
    when: 'two steps of a run have the same contract',
    names: ['essay@1.0.0', 'G1'],
    spoil: (root) => {
      root.write(
        essayFile,
        essayOf('key: g1, order: 1, contract: G1', 'key: g2, order: 2, contract: G1'),
      );
    },
    mend: (root, { says }) => {
      says(/contract of its own/);
      root.write(
        essayFile,
        essayOf('key: g1, order: 1, contract: G1', 'key: g2, order: 2, contract: G2'),
      );
    },
  }),
  brokenCase({
    when: 'the names of two contracts differ by the case of their letters alone',
    names: ['essay@1.0.0', 'G1 and g1'],
    spoil: (root) => {
      root.write(
        essayFile,
        essayOf('key: g1, order: 1, contract: G1', 'key: g2, order: 2, contract: g1'),
      );
    },
    mend: (root, { says }) => {
      says(/names of their own/);
      root.write(
        essayFile,
        essayOf('key: g1, order: 1, contract: G1', 'key: g2, order: 2, contract: G2'),
      );
    },
  }),
  brokenCase({
    when: 'a validation has the id of an exit criterion of the step',
    names: [fileG2, 'sources', 'step g2'],
    spoil: (root) => {
      const validation = { id: 'sources', type: 'file_exists', path: 'SOURCES.md' };
      const criterion = '{id: sources, type: min_words, path: SOURCES.md, min: 9}';
      root.write(fileG2, contractOf('G2', { validations: [validation] }));
      root.write(
        essayFile,
        essayOf(`key: g2, order: 1, contract: G2, exitCriteria: [${criterion}]`),
      );
    },
    mend: (root, { says }) => {
      says(/Choose another id/);
      const validation = { id: 'sources-there', type: 'file_exists', path: 'SOURCES.md' };
      root.write(fileG2, contractOf('G2', { validations: [validation] }));
    },
  }),
  {
    code: 'invalid-contract',
    when: 'an item has no value for a variable of a contract',
    names: [contractFile('G1'), '{artifact_path}'],
    scene: () => {
      const root = essay();
      return {
        root,
        args: registerWi,
        remedy: ({ says }) => {
          const input = says(/--input (artifact_path)=VALUE/);
          root.ok(...registerWi, '--input', `${input}=essays/the-word-robot`);
        },
      };
    },
  },
  {
    code: 'invalid-contract',
    when: 'the input of an item makes a path of a contract lead out of the root',
    names: [contractFile('G1'), '{artifact_path}', '../elsewhere/G1.md'],
    scene: () => {
      const root = essay();
      return {
        root,
        args: [...registerWi, '--input', 'artifact_path=../elsewhere'],
        remedy: ({ says }) => {
          says(/Correct the inputs?/);
          root.ok(...registerWi, '--input', 'artifact_path=elsewhere');
        },
      };
    },
  },
];

export const contractCases: readonly RefusalCase[] = [...fileCases, ...workflowCases];
