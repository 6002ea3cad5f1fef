/** `gate finish` over 1,000 outputs, less the start of the process, against `sha256sum` of the same files. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import type { Row } from './table.ts';

const cli = resolve('dist/cli/index.js');
const sizes = { '1 kB': 1024, '64 kB': 64 * 1024, '1 MB': 1024 * 1024 };
const rounds = 7;
const files = Array.from({ length: 1000 }, (_, index) => `files/${String(index)}.bin`);

export function benchGateFinish(): readonly Row[] {
  const root = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    set(root);
    return Object.entries(sizes).map(([name, size]) => {
      files.forEach((file, index) => {
        writeFileSync(join(root, 'out', file), Buffer.alloc(size, index));
      });
      return compare(root, name);
    });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** A workflow of one gate, whose contract asks for all files. */
function set(root: string): void {
  for (const folder of ['out/files', 'artifacts/workflows', 'orchestration/gates/contracts'])
    mkdirSync(join(root, folder), { recursive: true });
  const outputs = files.map((file) => `{artifact_path}/${file}`);
  const contract = { gate: 'G1', name: 'All files', required_outputs: outputs, validations: [] };
  writeFileSync(
    join(root, 'orchestration/gates/contracts/G1.contract.json'),
    JSON.stringify(contract),
  );
  const workflow = 'id: many\nversion: 1.0.0\nsteps:\n- {key: g1, order: 1, contract: G1}\n';
  writeFileSync(join(root, 'artifacts/workflows/many@1.0.0.yaml'), workflow);
  spawnSync('git', ['init', '--quiet'], { cwd: root });
}

/** In turns, so that all see the same machine; the best of each. Every round is a run of its own. */
function compare(root: string, name: string): Row {
  const best = { finish: Infinity, start: Infinity, sha256sum: Infinity };
  const paths = files.map((file) => `out/${file}`);
  for (let round = 0; round < rounds; round += 1) {
    const run = begin(root);
    const finish = time(() => orchestrator(root, 'gate', 'finish', '--run', run, '--gate', 'G1'));
    const start = time(() => orchestrator(root, '--version'));
    const floor = time(() => spawnSync('sha256sum', paths, { cwd: root }));
    best.finish = Math.min(best.finish, finish);
    best.start = Math.min(best.start, start);
    best.sha256sum = Math.min(best.sha256sum, floor);
  }
  return {
    what: `gate finish, 1,000 outputs of ${name} (less ${best.start.toFixed(0)} ms of start)`,
    ...{ ms: best.finish - best.start, floor: 'sha256sum', floorMs: best.sha256sum, aim: 1.5 },
  };
}

/** @returns the run, whose gate is under way */
function begin(root: string): string {
  rmSync(join(root, 'orchestration/runs'), { recursive: true, force: true });
  const about = ['--workflow', 'many', '--slug', 'many', '--artifact-path', 'out'];
  orchestrator(root, 'run', 'start', ...about);
  const run = readdirSync(join(root, 'orchestration/runs')).find((it) => it.startsWith('run_'));
  if (run === undefined) throw new Error('no run was started');
  orchestrator(root, 'gate', 'start', '--run', run, '--gate', 'G1', '--agent', 'bench');
  return run;
}

const orchestrator = (root: string, ...args: readonly string[]): void => {
  execFileSync(process.execPath, [cli, ...args], { cwd: root, stdio: 'ignore' });
};

function time(run: () => void): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}
