/** Every command with the store on a branch; and how often it asks the network. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { at, claim, complete, definition, gate, newRoot, on, refused, textAt } from './cli.ts';
import {
  fakeGit,
  git,
  labWithItem,
  newLab,
  onBranch,
  otherClone,
  refusedHere,
  tip,
  tree,
  type Lab,
} from './git-store-lab.ts';

/** How often git reached out while the commands ran. */
function counted(lab: Lab, run: (env: Readonly<Record<string, string>>) => void): number {
  const log = path.join(newRoot().dir, 'calls');
  fs.writeFileSync(log, '');
  run({ PATH: fakeGit(`echo " $* " >> ${log}\nexec $REAL "$@"`) });
  const calls = fs.readFileSync(log, 'utf8').split('\n');
  return calls.filter((call) => / (fetch|push|ls-remote|clone) /.test(call)).length;
}

describe('a life on the branch', () => {
  const lines = [
    '  - {key: a, order: 1, run: "true"}',
    '  - {key: b, order: 2, run: "exit 3"}',
    '  - {key: c, order: 3, run: "true"}',
    'gates:',
    '  - {key: go, before: b, returnTo: a}',
  ].join('\n');

  test('work, gate, retry, history, list, export, verify', () => {
    const lab = labWithItem(lines);
    const first = lab.run('work', '--work-item', 'wi', '--json');
    expect([first.code, at(lab.ok('status', '--work-item', 'wi'), 'gates', 0, 'state')]).toEqual([
      0,
      'pending',
    ]);
    lab.ok(...gate('reject', 'go', '--actor', 'bob', '--reason', 'Again'));
    lab.ok('work', '--work-item', 'wi');
    const shown = textAt(lab.ok('status', '--work-item', 'wi'), 'gates', 0, 'digest');
    lab.ok(...gate('approve', 'go', '--actor', 'bob', '--state', shown));
    expect(lab.run('work', '--work-item', 'wi').code).toBe(4);
    lab.ok(...on('retry', 'b', '--reason', 'Flaky'));
    lab.ok(...on('claim', 'b'));
    lab.ok(...on('complete', 'b'));
    expect(lab.run('work', '--work-item', 'wi').code).toBe(0);
    expect(lab.ok('status', '--work-item', 'wi')).toMatchObject({ state: 'done' });
    const history = lab.ok('history', '--work-item', 'wi');
    const types = (at(history, 'entries') as { type: string }[]).map((it) => it.type);
    expect(new Set(types).size).toBeGreaterThan(5);
    expect(lab.ok('list')).toMatchObject({ items: [{ workItemId: 'wi', state: 'done' }] });
    const exported = lab.ok('export');
    const names = tree(lab).map((line) => line.slice(line.indexOf('\t') + 1));
    expect(names.filter((name) => name.startsWith('artifacts/exports/'))).toHaveLength(1);
    expect(exported).toBeDefined();
    expect(lab.ok('verify')).toMatchObject({ ok: true, items: 1, uncommitted: 0 });
    // Nothing of all this lies in the checkout, and each append was one commit with one parent.
    expect(fs.readdirSync(path.join(lab.dir, 'artifacts'))).toEqual(['workflows']);
    expect(lab.inBare('rev-list', '--merges', '--count', 'orchestrator')).toBe('0');
    expect(
      lab.inBare(
        'log',
        '--diff-filter=MD',
        '--format=%H',
        'orchestrator',
        '--',
        'artifacts/claims',
        'artifacts/decisions',
        'artifacts/handoff',
        'artifacts/journal',
        'artifacts/work-items',
        definition,
      ),
    ).toBe('');
  });

  test('two clones: a claim is seen, a claim is lost, nothing is written twice', () => {
    const lab = labWithItem();
    const other = otherClone(lab);
    claim(lab, 'a');
    expect(at(other.ok('status', '--work-item', 'wi'), 'currentSteps', 'length')).toBe(1);
    refusedHere(other, on('claim', 'a', '--executor', 'second'), {
      exit: 3,
      code: 'already-claimed',
      says: 'local',
      hint: /./,
    });
    refusedHere(other, on('complete', 'a'), {
      exit: 3,
      code: 'not-owner',
      says: /another (process|clone)|another clone/,
      hint: 'abandon',
    });
    const before = tip(lab);
    expect(claim(lab, 'a')).toMatchObject({ claimed: true });
    complete(lab, 'a');
    expect(complete(lab, 'a')).toMatchObject({ repeated: true });
    expect(lab.inBare('rev-list', '--count', `${before}..orchestrator`)).toBe('1');
  });

  test('the commit tells who, and nothing in it can be mistaken for something else', () => {
    const lab = labWithItem();
    claim(lab, 'a', '--attempt', 'x', '--actor', 'bob');
    expect(lab.inBare('log', '-1', '--format=%an <%ae>%n%B', 'orchestrator')).toMatch(
      /^Ada Lovelace <ada@example\.org>\nwi: (claims a\.1, decisions a\.1|decisions a\.1, claims a\.1)$/,
    );
    complete(lab, 'a', '--outcome', 'x\n\nSigned-off-by: eve', '--next-action', '-m [skip ci]');
    expect(lab.inBare('log', '-1', '--format=%B', 'orchestrator')).not.toMatch(/eve|skip/);
    lab.git('config', 'user.name', 'Eve <eve@x>\ncommitter mallory');
    lab.ok(...on('claim', 'b'));
    expect(lab.inBare('log', '-1', '--format=%an|%cn', 'orchestrator')).not.toContain('\n');
    lab.inBare('fsck', '--strict');
  });

  test('schedule --claim-as takes all that may start in one commit, and none of it twice', () => {
    const lab = labWithItem(
      '  - {key: a, order: 1, parallelizable: true}\n  - {key: b, order: 1, parallelizable: true}\n  - {key: c, order: 2}',
    );
    const before = tip(lab);
    lab.ok('schedule', '--work-item', 'wi', '--claim-as', 'plan');
    expect(lab.inBare('rev-list', '--count', `${before}..orchestrator`)).toBe('1');
    const running = at(
      lab.ok('schedule', '--work-item', 'wi', '--claim-as', 'plan'),
      'runningSteps',
    ) as { key: string; executor: string }[];
    expect(running.map(({ key, executor }) => [key, executor])).toEqual([
      ['a', 'plan-a'],
      ['b', 'plan-b'],
    ]);
    complete(lab, 'b', '--executor', 'plan-b');
    expect(lab.ok('verify')).toMatchObject({ ok: true });
  });

  test('unknown things are unknown here, too', () => {
    const lab = labWithItem();
    refusedHere(lab, ['status', '--work-item', 'wj'], {
      exit: 2,
      code: 'unknown-item',
      says: 'wj',
      hint: 'wi',
    });
    refusedHere(lab, on('claim', 'z'), { exit: 2, code: 'unknown-step', says: 'z', hint: /./ });
    refused(lab, ['status', '--work-item', '../wi'], {
      exit: 2,
      code: 'invalid-input',
      says: /./,
      hint: /./,
    });
  });
});

describe('200 items', () => {
  function many(): Lab {
    const lab = newLab();
    lab.ok('register', '--work-item', 'item', '--workflow', 'wf@1.0.0');
    const text = onBranch(lab, 'artifacts/work-items/item.json');
    const files = Array.from({ length: 200 }, (_, index) => {
      const id = `item-${String(index).padStart(3, '0')}`;
      const registration = `${text.replaceAll('"item"', `"${id}"`)}\n`;
      const claimText = `M 100644 inline artifacts/work-items/${id}.json\ndata ${Buffer.byteLength(registration)}\n${registration}\n`;
      return claimText;
    });
    const head = `commit refs/heads/orchestrator\ncommitter hand <h@h> 1768824000 +0000\ndata 4\nmany\nfrom ${tip(lab)}\n`;
    git(lab.bare, ['fast-import', '--quiet'], `${head}${files.join('')}\n`);
    return lab;
  }
  const lab = many();

  test.each([
    ['list', ['list', '--json']],
    ['export', ['export', '--stdout', '--json']],
    ['verify', ['verify', '--json']],
    ['status of one', ['status', '--work-item', 'item-007', '--json']],
  ])('%s asks the network at most 3 times, also without a clone', (name, args) => {
    fs.rmSync(path.join(lab.dir, '.git/orchestrator'), { recursive: true, force: true });
    // An export is written, too.
    const most = name === 'export' ? 5 : 3;
    let code: number | undefined;
    const calls = counted(lab, (env) => {
      code = lab.runWith(env, ...args).code;
    });
    expect([code, calls <= most ? 'few' : calls]).toEqual([0, 'few']);
  });

  test('a claim asks at most 4 times, the push included', () => {
    lab.ok('list');
    const calls = counted(lab, (env) => {
      expect(lab.runWith(env, 'claim', '--work-item', 'item-008', '--step', 'a').code).toBe(0);
    });
    expect(calls).toBeLessThanOrEqual(4);
  });
});
