/**
 * One of many processes that work on a store, told by a file: `git-race-driver.mjs JOB.json`. It does its tasks in order and
 * notes each call before and after; started again on the same log, it goes on where it was killed, under the same name.
 */
import * as fs from 'node:fs';
import { claim, type Deps } from '@orchestrator/app';
import { claimSlot, defaultPolicy, type Store } from '@orchestrator/core';
import {
  createDefinitions,
  createGitStore,
  createNonces,
  createRepository,
  createWorktreeStore,
  systemClock,
  systemIds,
} from '@orchestrator/stores';
import { openLog, readLog } from './kit/history/log.ts';
import type { Claim } from './kit/history/history.ts';

export type Task =
  /** Wants the first attempt of a step. */
  | {
      readonly kind: 'claim';
      readonly item: string;
      readonly step: string;
      readonly executor: string;
      readonly nonce: string;
    }
  /** Looks who has it. */
  | { readonly kind: 'look'; readonly item: string; readonly step: string }
  /** Appends one record of its own to an item that nobody has to understand. */
  | { readonly kind: 'append'; readonly item: string; readonly name: string };

export interface Job {
  /** `clone` absent: the checkout at `remote`. */
  readonly store: { readonly remote: string; readonly branch: string; readonly clone?: string };
  /** The folder of the definitions; this process's nonces are kept in it, too. */
  readonly root: string;
  readonly log: string;
  readonly tasks: readonly Task[];
  /** A call that does not say what became of it is made again for so long. In milliseconds. */
  readonly patience: number;
  /** Says `ready` and waits for a line. */
  readonly waits?: boolean;
}

type Answer = Pick<Claim, 'result' | 'holder'> & { readonly note?: string };

/** The register of an attempt. */
const attemptRegister = (item: string, step: string): string => `${item}/${step}.1`;

const job = JSON.parse(fs.readFileSync(process.argv[2] ?? '', 'utf8')) as Job;
const { remote, branch, clone } = job.store;
const store: Store =
  clone === undefined ? createWorktreeStore(remote) : createGitStore({ remote, branch, clone });
const deps: Deps = {
  store,
  definitions: createDefinitions(job.root),
  clock: systemClock(),
  ids: systemIds(),
  checks: {
    run: () => Promise.resolve([]),
    digest: () => Promise.resolve({ outputs: [], missing: [] }),
  },
  nonces: createNonces(job.root),
  repository: createRepository(job.root),
  inForce: { policy: defaultPolicy },
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  random: Math.random,
};

/** What is settled already, by an earlier process of this name. */
const settled = new Set(
  (fs.existsSync(job.log) ? readLog(fs.readFileSync(job.log, 'utf8')) : []).flatMap((call) =>
    call.kind === 'claim' && ['ok', 'lost'].includes(call.result)
      ? [`${call.register} ${call.who}`]
      : [],
  ),
);
const log = openLog(job.log);

async function claimOnce(task: Task & { readonly kind: 'claim' }): Promise<Answer> {
  const { item, step, executor, nonce } = task;
  const told = await claim(deps, {
    ...{ item, step, nonce, actor: 'ada' },
    executor: { kind: 'local', id: executor },
  });
  if (told.ok) return { result: 'ok' };
  const { code, holder, message } = told.refusal;
  if (code === 'already-claimed')
    return { result: 'lost', ...(holder !== undefined && { holder }) };
  return {
    result: code === 'outcome-unknown' ? 'unknown' : 'refused',
    note: `${code}: ${message}`,
  };
}

async function lookOnce({ item, step }: Task & { readonly kind: 'look' }) {
  const { files } = await store.read(item);
  const file = files.find(({ path }) => path === claimSlot(item, step, 1));
  if (file === undefined) return {};
  const { executor } = JSON.parse(file.text) as { executor: { id: string; nonce: string } };
  return { owner: `${executor.id}/${executor.nonce}` };
}

/** Until it is known, or patience is at its end. Contention is no answer either. */
async function claimUntilKnown(task: Task & { readonly kind: 'claim' }): Promise<void> {
  const register = attemptRegister(task.item, task.step);
  const who = `${task.executor}/${task.nonce}`;
  if (settled.has(`${register} ${who}`)) return;
  for (const end = Date.now() + job.patience; ;) {
    const { result, note } = await log({ kind: 'claim', register, who }, () =>
      orUnknown(() => claimOnce(task)),
    );
    const isSettled = result !== 'unknown' && note?.startsWith('contended') !== true;
    if (isSettled || Date.now() > end) return;
    await deps.wait(Math.random() * 200);
  }
}

/** An error is no answer: the call may have done what it was to do. */
const orUnknown = async (call: () => Promise<Answer>): Promise<Answer> =>
  call().catch((error: unknown) => ({ result: 'unknown' as const, note: String(error) }));

/** Where an append would go on is the register: one version of an item, which at most one append follows. */
async function appendOnce({ item, name }: Task & { readonly kind: 'append' }): Promise<void> {
  const { version } = await store.read(item);
  const records = [{ path: claimSlot(item, name, 1), text: `${job.log} ${name}\n` }];
  await log({ kind: 'claim', register: `${item}@${version}`, who: `${name}/${name}` }, () =>
    orUnknown(async () => {
      const result = await store.append(item, { records, views: [] }, version);
      return { result: result === 'conflict' ? 'refused' : result };
    }),
  );
}

if (job.waits === true) {
  process.stdout.write('ready\n');
  await new Promise((resolve) => process.stdin.once('data', resolve));
}
for (const task of job.tasks) {
  if (task.kind === 'claim') await claimUntilKnown(task);
  else if (task.kind === 'append') await appendOnce(task);
  else {
    const register = attemptRegister(task.item, task.step);
    // A look that fails says nothing.
    await log({ kind: 'look', register }, () => lookOnce(task)).catch(() => undefined);
  }
}
process.exit(0);
