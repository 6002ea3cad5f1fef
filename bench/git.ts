/** Claim and complete on a branch, as whole processes, against bare Node that spawns the same fetch and push. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { inTurns, type Row } from './table.ts';

const cli = resolve('dist/cli/index.js');
const rounds = 15;
const writers = [1, 4, 16, 64];

export async function benchGit(): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-git-'));
  try {
    return [...claimAndComplete(folder), ...(await manyWriters(folder))];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const quiet = { stdio: ['ignore', 'pipe', 'ignore'] as ['ignore', 'pipe', 'ignore'] };
const git = (cwd: string, ...args: readonly string[]): string =>
  execFileSync('git', ['-C', cwd, '-c', 'user.name=b', '-c', 'user.email=b@b', ...args], quiet)
    .toString()
    .trim();
const orchestrate = (root: string, ...args: readonly string[]): void => {
  execFileSync(process.execPath, [cli, ...args, '--root', root], quiet);
};

function claimAndComplete(folder: string): readonly Row[] {
  const root = repository(join(folder, 'one'), rounds + 1);
  orchestrate(root, 'register', '--work-item', 'wi', '--workflow', 'w@1.0.0');
  orchestrate(root, 'schedule', '--work-item', 'wi');
  const floor = bareFloor(folder, 2 * rounds + 2);
  let claimed = 0;
  let completed = 0;
  const step = (command: string, n: number, ...more: readonly string[]): void =>
    orchestrate(
      root,
      command,
      '--work-item',
      'wi',
      '--step',
      `s${n}`,
      '--executor',
      `e${n}`,
      ...more,
    );
  const [floorMs = 1, claim = 0, complete = 0] = inTurns(rounds, [
    floor,
    () => step('claim', (claimed += 1)),
    () => step('complete', (completed += 1), '--outcome', 'done'),
  ]);
  const name = 'node + fetch + push';
  return [
    { what: 'orchestrator claim (branch)', ms: claim, floor: name, floorMs, aim: 1.3 },
    { what: 'orchestrator complete (branch)', ms: complete, floor: name, floorMs, aim: 1.3 },
  ];
}

/** A checkout with a workflow of independent steps, and the bare repository it was cloned from. */
function repository(folder: string, steps: number): string {
  const root = join(folder, 'checkout');
  mkdirSync(join(root, 'artifacts/workflows'), { recursive: true });
  git(folder, 'init', '--quiet', '--bare', 'remote.git');
  git(root, 'init', '--quiet');
  git(root, 'remote', 'add', 'origin', join(folder, 'remote.git'));
  git(root, 'config', 'user.name', 'bench');
  const lines = Array.from(
    { length: steps },
    (_, n) => `  - {key: s${n + 1}, order: 1, parallelizable: true, dependsOn: []}`,
  );
  const text = ['id: w', 'version: 1.0.0', 'steps:', ...lines, ''].join('\n');
  writeFileSync(join(root, 'artifacts/workflows/w@1.0.0.yaml'), text);
  writeFileSync(join(root, 'orchestrator.yml'), 'store: {kind: git}\n');
  return root;
}

/** The same two git commands on commits of the same shape, made beforehand; and nothing else. */
function bareFloor(folder: string, count: number): () => void {
  const remote = join(folder, 'floor.git');
  const clone = join(folder, 'floor');
  git(folder, 'init', '--quiet', '--bare', remote);
  git(folder, 'init', '--quiet', clone);
  const commits = Array.from({ length: count }, (_, n) => {
    for (const kind of ['claims', 'decisions']) {
      mkdirSync(join(clone, 'artifacts', kind, 'wi'), { recursive: true });
      writeFileSync(
        join(clone, 'artifacts', kind, 'wi', `s${n}.1.json`),
        `${'x'.repeat(600)}${n}\n`,
      );
    }
    git(clone, 'add', '.');
    git(clone, 'commit', '--quiet', '--message', `claim ${n}`);
    return git(clone, 'rev-parse', 'HEAD');
  });
  git(clone, 'push', '--quiet', remote, `${commits[0] ?? ''}:refs/heads/orchestrator`);
  const script = join(folder, 'floor.mjs');
  writeFileSync(
    script,
    `import { spawn } from 'node:child_process';
     const [clone, remote, expected, commit] = process.argv.slice(2);
     const git = (...args) => new Promise((done) => spawn('git', args, { cwd: clone, stdio: ['ignore', 'pipe', 'pipe'] }).on('close', done));
     await git('fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--no-auto-gc', remote, 'refs/heads/orchestrator');
     process.exitCode = await git('push', '--quiet', '--porcelain', '--force-with-lease=refs/heads/orchestrator:' + expected, remote, commit + ':refs/heads/orchestrator');`,
  );
  let next = 0;
  return () => {
    next += 1;
    const [expected = '', commit = ''] = [commits[next - 1], commits[next]];
    execFileSync(process.execPath, [script, clone, remote, expected, commit], quiet);
  };
}

/** Several processes at once, each with an item of its own, all on one branch. Growth shows what contention costs. */
async function manyWriters(folder: string): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const count of writers) {
    const root = repository(join(folder, `w${count}`), 1);
    const names = Array.from({ length: count }, (_, n) => `wi-${n}`);
    for (const name of names) {
      orchestrate(root, 'register', '--work-item', name, '--workflow', 'w@1.0.0');
    }
    const start = performance.now();
    await Promise.all(names.map((name) => claimOne(root, name)));
    const each = (performance.now() - start) / count;
    rows.push({
      what: `claim, ${count} writer(s) at once: per claim`,
      ms: each,
      floor: 'one writer',
      floorMs: rows[0]?.ms ?? each,
    });
  }
  return rows;
}

function claimOne(root: string, item: string): Promise<void> {
  const args = [cli, 'claim', '--root', root, '--work-item', item, '--step', 's1'];
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, args, { stdio: 'ignore' });
    child.on('close', (code) =>
      code === 0 ? done() : fail(new Error(`claim ended with ${code}`)),
    );
  });
}
