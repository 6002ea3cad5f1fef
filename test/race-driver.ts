/**
 * One of many processes that want every step of every item: `race-driver.mjs ROOT LOG ME MODE ITEMS STEPS`. It says that it
 * is ready, waits for a line on stdin, and tries the steps of one item after another, in an order of its own.
 */
import * as fs from 'node:fs';
import { claim, type Deps } from '@orchestrator/app';
import {
  createDefinitions,
  createNonces,
  createRepository,
  createWorktreeStore,
  readPolicyFile,
  systemClock,
  systemIds,
} from '@orchestrator/stores';

export interface Tried {
  readonly item: string;
  readonly step: string;
  readonly executor: string;
  readonly nonce: string;
  /** `claimed`, or the code of the refusal. */
  readonly result: string;
}

const [root = '', log = '', me = '', mode = '', items = '', steps = ''] = process.argv.slice(2);
const policy = await readPolicyFile(root);
if (!policy.ok) throw new Error('no policy');
const deps: Deps = {
  store: createWorktreeStore(root),
  definitions: createDefinitions(root),
  clock: systemClock(),
  ids: systemIds(),
  checks: {
    run: () => Promise.resolve([]),
    digest: () => Promise.resolve({ outputs: [], missing: [] }),
  },
  nonces: createNonces(root),
  repository: createRepository(root),
  inForce: policy.inForce,
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  random: Math.random,
};

process.stdout.write('ready\n');
await new Promise((resolve) => process.stdin.once('data', resolve));

const tried: Tried[] = [];
for (const item of items.split(',')) {
  const order = steps.split(',').sort(() => Math.random() - 0.5);
  for (const step of order) {
    // An executor works on one attempt of an item at a time, so each step is wanted by an executor of its own.
    const executor = mode === 'one-executor' ? `pool-${step}` : `${me}-${step}`;
    const nonce = `nonce-${me}-${item}-${step}`;
    const result = await claim(deps, {
      item,
      step,
      actor: 'ada',
      executor: { kind: 'local', id: executor },
      nonce,
    });
    tried.push({
      item,
      step,
      executor,
      nonce,
      result: result.ok ? 'claimed' : result.refusal.code,
    });
  }
}
fs.writeFileSync(log, JSON.stringify(tried));
process.exit(0);
