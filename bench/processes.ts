/** Whole commands on large items and large stores, against a bare Node loop that reads the same files. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

import { makePlan, readWorkflow, type Draft, type Plan } from '../packages/core/src/index.ts';
import { sha256 } from '../packages/stores/src/hash.ts';

import { layers } from './graphs.ts';
import { historyOf, registrationOf } from './records.ts';
import { inTurns, type Row } from './table.ts';

const cli = resolve('dist/cli/index.js');
const steps = 10_000;
const items = 10_000;

export function benchProcesses(): readonly Row[] {
  const root = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    const large = makeLarge(root);
    makeMany(root, large);
    return [...onLargeItem(root), ...onLargeStore(root)];
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** One item of 10,000 steps, half of them done: 15,001 records. */
function makeLarge(root: string): Plan {
  const lines = layers(steps).map(
    ({ key, dependsOn }, index) =>
      `- {key: ${key}, order: ${String(index + 1)}, parallelizable: true, dependsOn: [${dependsOn.join(', ')}]}\n`,
  );
  const text = `id: large\nversion: 1.0.0\nsteps:\n${lines.join('')}`;
  const plan = write(root, text, {
    id: 'large',
    version: '1.0.0',
    steps: layers(steps).map((node, index) => ({
      ...node,
      order: index + 1,
      parallelizable: true,
    })),
  });
  for (const record of historyOf('large-item', plan, steps / 2)) save(root, record);
  return plan;
}

/** 10,000 small items beside it. */
function makeMany(root: string, _: Plan): void {
  const text = 'id: small\nversion: 1.0.0\nsteps:\n- {key: a, order: 1}\n- {key: b, order: 2}\n';
  const plan = write(root, text, {
    id: 'small',
    version: '1.0.0',
    steps: [
      { key: 'a', order: 1 },
      { key: 'b', order: 2 },
    ],
  });
  for (let index = 0; index < items; index += 1)
    save(root, registrationOf(`item-${String(index)}`, plan));
}

function write(
  root: string,
  text: string,
  document: { id: string; version: string; steps: object[] },
): Plan {
  const read = readWorkflow(document);
  if (!read.ok) throw new Error(read.problems[0]?.detail);
  const file = join(root, `artifacts/workflows/${document.id}@${document.version}.yaml`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return makePlan(read.workflow, sha256(text));
}

function save(root: string, { path, text }: Draft): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const run =
  (...args: readonly string[]) =>
  (): void => {
    execFileSync(process.execPath, args, { stdio: 'ignore' });
  };
const orchestrator = (root: string, ...args: readonly string[]): (() => void) =>
  run(cli, '--root', root, ...args);

/** The floor: reads every file of some folders and does nothing with them. */
function floorScript(root: string, folders: readonly string[]): string {
  const file = join(
    root,
    `floor-${String(folders.length)}-${sha256(folders.join()).slice(0, 8)}.cjs`,
  );
  const list = JSON.stringify(folders.map((folder) => join(root, folder)));
  writeFileSync(
    file,
    `const fs = require('node:fs');
for (const place of ${list}) {
  if (fs.statSync(place).isFile()) fs.readFileSync(place, 'utf8');
  else for (const name of fs.readdirSync(place)) fs.readFileSync(place + '/' + name, 'utf8');
}
`,
  );
  return file;
}

function onLargeItem(root: string): readonly Row[] {
  const files = [
    'artifacts/workflows/large@1.0.0.yaml',
    'artifacts/work-items/large-item.json',
    ...['decisions', 'claims', 'handoff'].map((folder) => `artifacts/${folder}/large-item`),
  ];
  const on = ['--work-item', 'large-item'] as const;
  orchestrator(root, 'verify', ...on)();
  let next = steps / 2;
  const claimNext = (): void => {
    const key = `step-${String(next).padStart(5, '0')}`;
    orchestrator(root, 'claim', ...on, '--step', key, '--executor', `bench-${String(next)}`)();
    next += 1;
  };
  const [floorMs = 1, status = 0, packet = 0, claim = 0] = inTurns(7, [
    run(floorScript(root, files)),
    orchestrator(root, 'status', ...on),
    orchestrator(root, 'next', ...on, '--json'),
    claimNext,
  ]);
  const floor = 'node reads the same 15,002 files';
  return [
    { what: 'status, item of 10,000 steps', ms: status, floor, floorMs, aim: 1.5 },
    { what: 'next, item of 10,000 steps', ms: packet, floor, floorMs, aim: 1.5 },
    { what: 'claim, item of 10,000 steps', ms: claim, floor, floorMs, aim: 1.5 },
  ];
}

function onLargeStore(root: string): readonly Row[] {
  const one = floorScript(root, [
    'artifacts/workflows/small@1.0.0.yaml',
    'artifacts/work-items/item-77.json',
  ]);
  const all = floorScript(root, ['artifacts/workflows', 'artifacts/work-items']);
  const on = ['--work-item', 'item-77'] as const;
  let item = 100;
  const claimNext = (): void => {
    orchestrator(root, 'claim', '--work-item', `item-${String(item)}`, '--step', 'a')();
    item += 1;
  };
  const [floorMs = 1, status = 0, packet = 0, claim = 0] = inTurns(15, [
    run(one),
    orchestrator(root, 'status', ...on),
    orchestrator(root, 'next', ...on),
    claimNext,
  ]);
  const [allMs = 1, list = 0] = inTurns(5, [run(all), orchestrator(root, 'list', '--json')]);
  const floor = 'node reads the same files';
  return [
    { what: 'status, store of 10,000 items', ms: status, floor, floorMs, aim: 1.5 },
    { what: 'next, store of 10,000 items', ms: packet, floor, floorMs, aim: 1.5 },
    { what: 'claim, store of 10,000 items', ms: claim, floor, floorMs, aim: 1.5 },
    {
      what: 'list, store of 10,000 items',
      ms: list,
      floor: 'node reads all registrations',
      floorMs: allMs,
    },
  ];
}
