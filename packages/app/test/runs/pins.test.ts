/** Contracts of ordinary items: taken over when the item is registered, enforced ever after as they were then. */
import { describe, expect, test } from '@jest/globals';
import { registrationSlot } from '@orchestrator/core';
import { sha256 } from '@orchestrator/stores';
import { granted, item, refused, type Written } from '../world.ts';
import { contractOf, inputs, runWorld, type RunWorld } from './run-world.ts';

const mixed: Written = {
  steps: [
    { key: 'plain', order: 1 },
    { key: 'research', order: 2, contract: 'G2', exitCriteria: ['Looks good'] },
  ],
};

/** An item whose step with the contract G2 is claimed. */
async function atWork(): Promise<RunWorld> {
  const world = runWorld(mixed);
  await granted(world.registerAs(item));
  await granted(world.claim('plain'));
  await granted(world.complete('plain'));
  await granted(world.claim('research'));
  return world;
}

describe('register', () => {
  test('takes the contracts over that the steps name, and no others', async () => {
    const world = runWorld(mixed);
    const { answer } = await granted(world.registerAs(item));
    expect(answer.record.contracts).toEqual({
      G2: {
        digest: sha256(contractOf('G2')),
        name: 'The gate G2',
        required_outputs: ['{artifact_path}/G2.md'],
        validations: [{ type: 'min_words', path: '{artifact_path}/G2.md', min: 2 }],
      },
    });
    expect(answer.record.run).toBeUndefined();
    expect(await world.violationsOf()).toEqual([]);
  });

  test('of a workflow without contracts holds none', async () => {
    const world = runWorld({ steps: [{ key: 'plain', order: 1 }] });
    expect((await granted(world.registerAs(item))).answer.record).not.toHaveProperty('contracts');
  });

  test.each<[string, (world: RunWorld) => void, Readonly<Record<string, string>>, string, string]>([
    [
      'one that is not there',
      (it) => it.texts.delete('G2'),
      inputs,
      'There is no contract G2: orchestration/gates/contracts/G2.contract.json',
      'orchestration/gates/contracts/G2.contract.json',
    ],
    [
      'none at all',
      (it) => it.texts.clear(),
      inputs,
      'There is no contract G2',
      'take contract: G2 out',
    ],
    [
      'one that is not valid',
      (it) => it.texts.set('G2', '{"gate": "G2"}'),
      inputs,
      'G2.contract.json:1: name is missing',
      'Add name',
    ],
    [
      'one with two problems',
      (it) => it.texts.set('G2', '{"gate": "?"}'),
      inputs,
      '(and 1 more: orchestrator validate)',
      '',
    ],
    [
      'a variable without a value',
      () => undefined,
      { slug: 'robot' },
      '{artifact_path}, and the item has no input',
      '--input artifact_path=VALUE',
    ],
    [
      'a value that leads out',
      () => undefined,
      { ...inputs, artifact_path: '../x' },
      'no path inside the root',
      'Correct the inputs',
    ],
  ])('refuses %s, and writes nothing', async (_, change, given, says, hint) => {
    const world = runWorld(mixed);
    change(world);
    expect(await refused(world.registerAs(item, given))).toMatchObject({
      ...{ code: 'invalid-contract', exit: 2 },
      message: expect.stringContaining(says),
      hint: expect.stringContaining(hint),
    });
    expect(world.memory.files.size).toBe(0);
  });

  test('refuses two contracts that differ by the case of their letters', async () => {
    const world = runWorld(
      {
        steps: [
          { key: 'a', order: 1, contract: 'G1' },
          { key: 'b', order: 2, contract: 'g1' },
        ],
      },
      { gates: ['G1', 'g1'] },
    );
    expect(await refused(world.registerAs(item))).toMatchObject({
      ...{ code: 'invalid-contract', exit: 2 },
      message: expect.stringContaining('the case of their letters'),
    });
  });

  test.each(['run-20260119t143012z-the-word-robot-ab12cd', 'run-20260119t143012z-a-000000'])(
    'refuses the id of a run: %s',
    async (id) => {
      const world = runWorld(mixed);
      expect(await refused(world.registerAs(id))).toMatchObject({
        ...{ code: 'invalid-input', exit: 2 },
        hint: expect.stringContaining('orchestrator run start'),
      });
      expect(world.memory.files.size).toBe(0);
      await granted(world.registerAs('run-of-the-mill'));
    },
  );
});

const onward = new RegExp(`orchestrator migrate --work-item ${item} --to wf@1\\.0\\.0`);

describe('complete', () => {
  test('is refused with every check of the contract that fails; the attempt stays open', async () => {
    const world = await atWork();
    const before = new Map(world.memory.files);
    world.told.failing.add('g2-output-1').add('g2-validation-1');
    const { code, exit, message, details } = await refused(world.complete('research'));
    expect([code, exit]).toEqual(['exit-criteria', 4]);
    for (const part of [
      '2 of 2 checks fail',
      'g2-output-1: essays/robot/G2.md exists',
      'g2-validation-1: essays/robot/G2.md has at least 2 words',
    ])
      expect(message).toContain(part);
    expect(details).toEqual([
      { id: 'g2-output-1', ok: false, detail: 'looked at g2-output-1' },
      { id: 'g2-validation-1', ok: false, detail: 'looked at g2-validation-1' },
    ]);
    expect(world.memory.files).toEqual(before);
    world.told.failing.clear();
    await granted(world.complete('research'));
  });

  test('records the checks, and hashes the outputs of the contract', async () => {
    const world = await atWork();
    const { answer } = (await granted(world.complete('research'))).decision;
    expect(answer.record).toMatchObject({
      outputs: [{ path: 'essays/robot/G2.md', sha256: sha256('essays/robot/G2.md') }],
      checks: [
        { id: 'g2-output-1', ok: true },
        { id: 'g2-validation-1', ok: true },
      ],
      attested: ['exit-1'],
    });
    expect(await world.violationsOf()).toEqual([]);
  });

  test.each<[string, (world: RunWorld) => void, string, RegExp]>([
    [
      'was changed',
      (it) => it.texts.set('G2', contractOf('G2', { name: 'Other' })),
      'was changed',
      onward,
    ],
    [
      'differs by white space',
      (it) => it.texts.set('G2', `${contractOf('G2')}\n`),
      'was changed',
      onward,
    ],
    ['is not valid any more', (it) => it.texts.set('G2', '{}'), 'valid', /G2\.contract\.json/],
    ['is gone', (it) => it.texts.delete('G2'), 'is gone', /G2\.contract\.json/],
  ])(
    'is refused when the contract %s; so is a claim; to give up is not',
    async (_, change, says, hint) => {
      const world = await atWork();
      change(world);
      const expected = {
        ...{ code: 'contract-changed', exit: 5 },
        message: expect.stringMatching(
          new RegExp(`^(?=.*${item})(?=.*G2\\.contract\\.json).*${says}`),
        ),
        hint: expect.stringMatching(hint),
      };
      const before = new Map(world.memory.files);
      expect(await refused(world.complete('research'))).toMatchObject(expected);
      expect(world.memory.files).toEqual(before);
      await granted(world.complete('research', { status: 'failed' }));
      await granted(world.retry('research'));
      expect(await refused(world.claim('research'))).toMatchObject(expected);
      expect(await world.violationsOf()).toEqual([]);
    },
  );

  test('of a step without a contract goes on whatever becomes of those', async () => {
    const world = runWorld(mixed);
    await granted(world.registerAs(item));
    world.texts.clear();
    await granted(world.claim('plain'));
    await granted(world.complete('plain'));
  });

  test('where no contract files are at hand, what is recorded counts', async () => {
    const world = await atWork();
    world.texts.clear();
    delete (world.deps as { contracts?: unknown }).contracts;
    await granted(world.complete('research'));
  });
});

describe('claiming everything that may start', () => {
  test('leaves alone what has another contract now', async () => {
    const world = runWorld({
      steps: ['G1', 'G2'].map((gate) => ({
        key: gate.toLowerCase(),
        order: 1,
        parallelizable: true,
        contract: gate,
      })),
    });
    await granted(world.registerAs(item));
    world.texts.set('G1', contractOf('G1', { name: 'Other' }));
    const { claimed, left } = await granted(world.claimAll(item));
    expect(claimed.map(({ record }) => record.step)).toEqual(['g2']);
    expect(left).toEqual([{ step: 'g1', why: expect.stringContaining('was changed') }]);
  });
});

describe('migrate', () => {
  const changed = contractOf('G2', { validations: [] });

  test('to the same version takes over the contracts as they are now; verify accepts it', async () => {
    const world = await atWork();
    world.texts.set('G2', changed);
    const { answer } = (await granted(world.migrateTo(item, '1.0.0'))).decision;
    expect(answer.record.contracts?.['G2']).toMatchObject({
      digest: sha256(changed),
      validations: [],
    });
    expect(await world.violationsOf()).toEqual([]);
    // What was begun before is under the old contract, which nobody can check any more.
    expect((await refused(world.complete('research'))).code).toBe('contract-changed');
    await granted(world.complete('research', { status: 'released' }));
    await granted(world.retry('research'));
    await granted(world.claim('research'));
    const { checks } = (await granted(world.complete('research'))).decision.answer.record;
    expect(checks.map(({ id }) => id)).toEqual(['g2-output-1']);
    expect(await world.violationsOf()).toEqual([]);
  });

  test('to the same version with the same contracts is refused', async () => {
    const world = await atWork();
    expect((await refused(world.migrateTo(item, '1.0.0'))).code).toBe('already-migrated');
  });

  test('back returns to the contracts that were', async () => {
    const world = await atWork();
    world.texts.set('G2', changed);
    await granted(world.migrateTo(item, '1.0.0'));
    const { answer } = (await granted(world.migrateTo(item, undefined, 'back'))).decision;
    expect(answer.record.contracts?.['G2']?.digest).toBe(sha256(contractOf('G2')));
    expect(await world.violationsOf()).toEqual([]);
    expect((await refused(world.complete('research'))).code).toBe('contract-changed');
    world.texts.set('G2', contractOf('G2'));
    await granted(world.complete('research'));
    expect(await world.violationsOf()).toEqual([]);
  });

  test('is refused while a contract is not valid', async () => {
    const world = await atWork();
    world.texts.set('G2', '{}');
    expect((await refused(world.migrateTo(item, '1.0.0'))).code).toBe('invalid-contract');
  });
});

describe('a registration that somebody wrote by hand', () => {
  test('without the contracts of its workflow: nothing is done under it, and it says what to do', async () => {
    const world = runWorld(mixed);
    await granted(world.registerAs(item));
    const path = registrationSlot(item);
    const { contracts: _gone, ...rest } = JSON.parse(world.memory.files.get(path) ?? '') as Record<
      string,
      unknown
    >;
    (world.memory.files as Map<string, string>).set(path, `${JSON.stringify(rest)}\n`);
    const expected = {
      code: 'invalid-contract',
      message: expect.stringContaining(`the registration of ${item} does not hold it`),
      hint: expect.stringContaining(`orchestrator register --from ${path}`),
    };
    expect(await refused(world.claim('plain'))).toMatchObject(expected);
    expect(await refused(world.schedule())).toMatchObject(expected);
    expect(await world.violationsOf()).toMatchObject([{ path, detail: expected.message }]);
  });
});
