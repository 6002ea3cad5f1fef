import { spawnSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import {
  at,
  definition,
  keysOf,
  misused,
  newRoot,
  on,
  refused,
  rootWithItem,
  workflow,
} from './cli.ts';

const one = '  - {key: build, order: 1, title: Build it}\n  - {key: test, order: 2}';

describe('help and version', () => {
  const commands = [
    ...[
      'init',
      'validate',
      'register',
      'schedule',
      'delegate',
      'claim',
      'collect',
      'complete',
      'gate',
      'retry',
    ],
    ...['release', 'abandon', 'revert', 'status', 'explain', 'next', 'list', 'history', 'work'],
    ...['block', 'unblock', 'transfer', 'correct', 'migrate', 'publish', 'changelog', 'impact'],
    ...['export', 'verify', 'run', 'invocation'],
  ];

  test.each(commands)('%s --help shows an example', (command) => {
    const { code, stdout, stderr } = newRoot().run(command, '--help');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(new RegExp(`Example:\n {2}orchestrator ${command}`));
  });

  test('--help names every command, and there is none without help here', () => {
    const { code, stdout, stderr } = newRoot().run('--help');
    expect([code, stderr]).toEqual([0, '']);
    const named = [...stdout.matchAll(/^ {2}([a-z]+) (?:\[| {2})/gm)].map((match) => match[1]);
    expect(new Set(named)).toEqual(new Set([...commands, 'help']));
  });

  test('the program itself shows an example too', () => {
    expect(newRoot().run('--help').stdout).toMatch(/Example/);
  });

  test('--version', () => {
    const { code, stdout } = newRoot().run('--version');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test('the example of every command has only options that it knows', () => {
    const root = newRoot();
    for (const command of commands) {
      const { stdout } = root.run(command, '--help');
      const [help = '', example = ''] = stdout.split('Example:');
      for (const [flag] of example.matchAll(/--[a-z-]+/g)) expect(help).toContain(flag);
    }
  });
});

describe('what is not understood', () => {
  const root = newRoot({ [definition]: workflow(one) });

  test.each([
    [['clam'], 'There is no command clam', 'Did you mean claim?'],
    [['statsu', '--work-item', 'wi'], 'There is no command statsu', 'Did you mean status?'],
    [['claim', '--work-itme', 'wi'], 'There is no option --work-itme', 'Did you mean --work-item?'],
    [['list', '--jsn'], 'There is no option --jsn', 'Did you mean --json?'],
    [['frobnicate'], 'There is no command frobnicate', /./],
    [[], 'No command', '--help'],
    [['list', 'surplus'], 'too many arguments', /./],
    [['claim', '--work-item'], '--work-item', /./],
    [['list', '--color', 'blue'], 'blue', /./],
  ])('%j', (args, says, hint) => {
    misused(root, args, says, hint);
  });

  test('in words: one line of what happened and one of what to do, on stderr', () => {
    expect(root.run('clam')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'invalid-input: There is no command clam.\n  → Did you mean claim?\n',
    });
  });

  test.each([
    ['register', '--work-item'],
    ['schedule', '--work-item'],
    ['delegate', '--structured-work-item'],
    ['claim', '--work-item'],
    ['complete', '--work-item'],
    ['status', '--work-item'],
    ['explain', '--work-item'],
    ['next', '--work-item'],
    ['history', '--work-item'],
    ['work', '--work-item'],
  ])('%s without %s', (command, flag) => {
    misused(root, [command], `${flag} is missing`, /./);
  });

  test.each(['claim', 'complete', 'retry', 'release', 'abandon', 'revert'])(
    '%s without --step',
    (command) => {
      misused(
        root,
        [command, '--work-item', 'wi', '--reason', 'x'].slice(0, /^c/.test(command) ? 3 : 5),
        '--step is missing',
        '--step',
      );
    },
  );

  test('gate without --gate', () => {
    misused(
      root,
      ['gate', '--work-item', 'wi', '--decision', 'approve'],
      '--gate is missing',
      '--gate',
    );
  });

  test('register without --workflow, and with a form that it has not', () => {
    misused(
      root,
      ['register', '--work-item', 'wi'],
      '--workflow is missing',
      'release-train@1.0.0',
    );
    for (const name of ['wf', 'wf@1', 'wf@latest', '../wf@1.0.0', 'wf@1.0.0/..', 'WF@1.0.0'])
      misused(
        root,
        ['register', '--work-item', 'wi', '--workflow', name],
        name,
        'release-train@1.0.0',
      );
  });

  test.each([
    ['--link', 'javascript:alert(1)', 'a link is a URL'],
    ['--link', 'blocked-by:../x', 'a link is a URL'],
    ['--input', 'novalue', 'NAME=VALUE'],
    ['--input', '__proto__=x', '__proto__'],
    ['--input', '1=x', 'inputs'],
    ['--pr', '0', 'whole number'],
    ['--pr', '1e3', 'whole number'],
    ['--title', ' ', 'empty'],
    ['--title', 'x'.repeat(4001), '4000 characters'],
    ['--title', '\u001b[31mred', 'control characters'],
    ['--owner', '-x', 'a person'],
  ])('register %s %j', (flag, value, says) => {
    misused(
      root,
      ['register', '--work-item', 'wi', '--workflow', 'wf@1.0.0', `${flag}=${value}`],
      says,
      /./,
    );
  });

  test.each(['0', '-1', '1.5', 'many', '1e3', '99999999999'])(
    'schedule --executors %s',
    (count) => {
      misused(
        root,
        ['schedule', '--work-item', 'wi', `--executors=${count}`],
        'whole number',
        '--executors',
      );
    },
  );

  test.each(['since', 'until'])('list --%s with something that is no time', (flag) => {
    misused(root, ['list', `--${flag}`, 'yesterday'], 'RFC 3339', `--${flag}`);
  });

  test('list --status with a state that there is not', () => {
    misused(root, ['list', '--status', 'actve'], 'actve', /active/);
  });

  test('export --out without --format, and an unknown format', () => {
    misused(root, ['export', '--out', 'x.csv'], '--format', '--format csv');
    misused(root, ['export', '--format', 'xlsx'], 'xlsx', 'csv');
  });
});

describe('what there is not', () => {
  const root = rootWithItem(one);

  test.each(['status', 'explain', 'next', 'history', 'schedule', 'work', 'verify'])(
    '%s of an unknown item',
    (command) => {
      refused(root, [command, '--work-item', 'wj'], {
        exit: 2,
        code: 'unknown-item',
        says: 'There is no work item wj',
        hint: 'Did you mean wi?',
      });
    },
  );

  test('an unknown item, with nothing like it', () => {
    refused(root, ['claim', '--work-item', 'something-else', '--step', 'build'], {
      exit: 2,
      code: 'unknown-item',
      says: 'something-else',
      hint: 'orchestrator register --work-item something-else',
    });
  });

  test.each(['claim', 'complete', 'explain', 'next'])('%s of an unknown step', (command) => {
    const expected = {
      exit: 2,
      code: 'unknown-step',
      says: 'no step biuld',
      hint: 'Did you mean build?',
    };
    refused(root, on(command, 'biuld'), expected);
    refused(root, on(command, 'zzzzzzzz'), { ...expected, says: 'zzzzzzzz', hint: 'build, test' });
  });

  test('an unknown gate', () => {
    refused(root, ['gate', '--work-item', 'wi', '--gate', 'go', '--decision', 'approve'], {
      exit: 2,
      code: 'unknown-gate',
      says: 'no gate go',
      hint: 'The gates are: none.',
    });
  });

  test('an unknown workflow, and an unknown version of one', () => {
    for (const name of ['wx@1.0.0', 'wf@1.0.1'])
      refused(root, ['register', '--work-item', 'other', '--workflow', name], {
        exit: 2,
        code: 'unknown-workflow',
        says: `no workflow ${name}`,
        hint: 'wf@1.0.0',
      });
  });

  test('no workflow at all: how to begin', () => {
    refused(newRoot(), ['register', '--work-item', 'wi', '--workflow', 'wf@1.0.0'], {
      exit: 2,
      code: 'unknown-workflow',
      says: 'wf@1.0.0',
      hint: /artifacts\/workflows\/wf@1\.0\.0\.yaml.*orchestrator init/,
    });
  });

  test('a root that is not there, and one that is a file', () => {
    misused(root, ['list', '--root', 'nowhere'], '--root nowhere is not a folder', 'artifacts/');
    misused(root, ['--root', definition, 'list'], 'is not a folder', 'artifacts/');
  });
});

describe('global options', () => {
  const root = rootWithItem(one);
  const elsewhere = newRoot();

  test('stand before the command and after it', () => {
    const status = root.ok('status', '--work-item', 'wi');
    expect(elsewhere.run('--root', root.dir, '--json', 'status', '--work-item', 'wi').json).toEqual(
      status,
    );
    expect(elsewhere.run('status', '--work-item', 'wi', '--root', root.dir, '--json').json).toEqual(
      status,
    );
    expect(elsewhere.run('--json', 'status', `--root=${root.dir}`, '--work-item=wi').json).toEqual(
      status,
    );
  });

  test('--json before the command also makes errors JSON', () => {
    expect(at(root.run('--json', 'clam').json, 'error', 'code')).toBe('invalid-input');
  });

  const escape = '\u001b[';
  test.each([
    [{}, [], false],
    [{}, ['--color', 'always'], true],
    [{ NO_COLOR: '1' }, ['--color', 'always'], true],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, [], false],
    [{ FORCE_COLOR: '1' }, ['--color', 'never'], false],
  ])('colour in a pipe: %j %j: %s', (env, flags, colored) => {
    const { code, stdout } = root.runWith(env, 'status', '--work-item', 'wi', ...flags);
    expect(code).toBe(0);
    expect(stdout.includes(escape)).toBe(colored);
  });

  test('--json is never coloured', () => {
    expect(
      root.run('status', '--work-item', 'wi', '--json', '--color', 'always').stdout,
    ).not.toContain(escape);
  });

  test('a reader that goes away is no defect', () => {
    const line = `"${process.execPath}" dist/cli/index.js list --root "${root.dir}" | true`;
    expect(spawnSync('sh', ['-c', line], { encoding: 'utf8' }).stderr).toBe('');
  });
});

describe('init', () => {
  test('what it writes works as it stands, and it overwrites nothing', () => {
    const root = newRoot();
    const planned = root.ok('init', '--dry-run');
    expect(root.files()).toEqual({});
    expect(root.ok('init')).toEqual({ ...(planned as object), dryRun: false });
    const before = root.files();
    expect(keysOf(before)).toEqual([...(at(planned, 'written') as readonly string[])].sort());
    expect(root.ok('init')).toMatchObject({ written: [], kept: at(planned, 'written') });
    expect(root.files()).toEqual(before);
    root.ok('validate');
    root.ok('register', '--work-item', 'my-first-item', '--workflow', 'first-plan@1.0.0');
    expect(root.ok('next', '--work-item', 'my-first-item')).toMatchObject({
      steps: [{ key: 'build' }],
    });
  });
});
