/** A workflow as an item is bound to it: the contracts among the exit criteria; and what a run makes of its steps. */
import { describe, expect, test } from '@jest/globals';
import {
  bindWorkflow,
  gateNameOf,
  makePlan,
  missingContracts,
  readWorkflow,
  type BindingFacts,
  type PinnedContract,
  type PinnedContracts,
  type Workflow,
} from '../../src/index.ts';

const inputs = { slug: 'word', artifact_path: 'essays/word' };

function workflowOf(steps: readonly object[], gates: readonly object[] = []): Workflow {
  const read = readWorkflow({ id: 'wf', version: '1.0.0', steps, gates });
  if (!read.ok) throw new Error(read.problems.map(({ detail }) => detail).join(' '));
  return read.workflow;
}

const pin = (required_outputs: readonly string[]): PinnedContract => ({
  digest: 'd'.repeat(64),
  name: 'A gate',
  required_outputs: [...required_outputs],
  validations: [],
});

const pins = (...gates: readonly string[]): PinnedContracts =>
  Object.fromEntries(gates.map((gate) => [gate, pin([`{artifact_path}/${gate}.md`])]));

describe('an ordinary item', () => {
  const workflow = workflowOf([
    { key: 'plain', order: 1, exitCriteria: ['Looks good'] },
    {
      key: 'gated',
      order: 2,
      contract: 'G1',
      exitCriteria: ['Looks good'],
      outputs: ['own.md', 'essays/word/G1.md'],
    },
    { key: 'again', order: 3, contract: 'G1' },
  ]);

  test('the contract is added to what the step asks for already; its outputs are outputs of the step', () => {
    const [plain, gated, again] = bindWorkflow(workflow, { inputs, contracts: pins('G1') }).steps;
    expect(plain).toEqual(workflow.steps[0]);
    expect(gated?.exitCriteria.map(({ id }) => id)).toEqual(['exit-1', 'g1-output-1']);
    expect(gated?.outputs).toEqual(['own.md', 'essays/word/G1.md']);
    expect(again?.exitCriteria.map(({ id }) => id)).toEqual(['g1-output-1']);
    expect(again?.outputs).toEqual(['essays/word/G1.md']);
  });

  test('without contracts it is the workflow itself', () => {
    expect(bindWorkflow(workflow, { inputs })).toBe(workflow);
  });

  test('contracts that are missing, each once', () => {
    const more = workflowOf([
      { key: 'a', order: 1, contract: 'G2' },
      { key: 'b', order: 2, contract: 'G1' },
      { key: 'c', order: 3, contract: 'G2' },
      { key: 'd', order: 4, contract: 'constructor' },
    ]);
    expect(missingContracts(more)).toEqual(['G2', 'G1', 'constructor']);
    expect(missingContracts(more, pins('G1', 'G3'))).toEqual(['G2', 'constructor']);
    expect(missingContracts(more, pins('G1', 'G2', 'constructor'))).toEqual([]);
  });

  test('a gate is called by its contract, a step without one by its key', () => {
    expect(workflow.steps.map(gateNameOf)).toEqual(['plain', 'G1', 'G1']);
  });
});

describe('a run', () => {
  const steps = [
    { key: 'z-first', order: 1, contract: 'G1' },
    { key: 'between', order: 1 },
    { key: 'c-tied', order: 2, contract: 'G3', dependsOn: ['between'], parallelizable: true },
    { key: 'b-tied', order: 2, contract: 'G2', dependsOn: ['z-first'], parallelizable: true },
    { key: 'last', order: 10, contract: 'G10', dependsOn: ['between'] },
    { key: 'after', order: 11, dependsOn: ['last'] },
  ];
  const gates = [
    { key: 'before-kept', before: 'b-tied', returnTo: 'z-first' },
    { key: 'after-kept', after: 'last', returnTo: 'between' },
    { key: 'before-dropped', before: 'between' },
    { key: 'after-dropped', after: 'after', returnTo: 'last' },
    { key: 'anywhere', kind: 'handoff' },
  ];
  const bound = (mode: 'manual' | 'pipeline'): Workflow => {
    const facts: BindingFacts = {
      ...{ inputs, contracts: pins('G1', 'G2', 'G3', 'G10') },
      run: { mode, depth: 'standard' },
    };
    return bindWorkflow(workflowOf(steps, gates), facts);
  };

  test('of a pipeline: steps with a contract, each after the one before, in (order, key) order', () => {
    expect(
      bound('pipeline').steps.map(({ key, dependsOn, parallelizable }) => [
        key,
        dependsOn,
        parallelizable,
      ]),
    ).toEqual([
      ['z-first', [], false],
      ['b-tied', ['z-first'], false],
      ['c-tied', ['b-tied'], false],
      ['last', ['c-tied'], false],
    ]);
  });

  test('by hand: none waits for another one', () => {
    expect(
      bound('manual').steps.map(({ key, dependsOn, parallelizable }) => [
        key,
        dependsOn,
        parallelizable,
      ]),
    ).toEqual([
      ['z-first', [], true],
      ['b-tied', [], true],
      ['c-tied', [], true],
      ['last', [], true],
    ]);
  });

  test.each(['manual', 'pipeline'] as const)(
    'approvals stay at steps that do; none goes back to one that is not there (%s)',
    (mode) => {
      const { gates: kept } = bound(mode);
      expect(kept.map(({ key, returnTo }) => [key, returnTo])).toEqual([
        ['before-kept', 'z-first'],
        ['after-kept', undefined],
        ['anywhere', undefined],
      ]);
      expect(kept.some((gate) => 'returnTo' in gate && gate.returnTo === undefined)).toBe(false);
    },
  );

  test.each(['manual', 'pipeline'] as const)('its plan can be made (%s)', (mode) => {
    const plan = makePlan(bound(mode), 'd'.repeat(64));
    expect(plan.steps.map(({ step }) => gateNameOf(step))).toEqual(['G1', 'G2', 'G3', 'G10']);
  });

  test('the definition itself is not touched', () => {
    const workflow = workflowOf(steps, gates);
    const before = JSON.stringify(workflow);
    bindWorkflow(workflow, {
      inputs,
      contracts: pins('G1'),
      run: { mode: 'manual', depth: 'deep' },
    });
    expect(JSON.stringify(workflow)).toBe(before);
  });
});
