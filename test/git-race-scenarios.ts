/** Small races with one outcome each, over HTTP with planned faults: what settles them, and what breaks when it is missing. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { startGitServer, type GitServer } from './kit/git-server/server.ts';
import type { Fault } from './kit/git-server/faults.ts';
import { quoted, writeShim } from './kit/git-server/shim.ts';
import type { Task } from './git-race-driver.ts';
import { judge, type Finding } from './git-race-judge.ts';
import { commandFor, makeLab, startWorker, type Lab, type Worker } from './git-race-lab.ts';

interface Stage {
  readonly lab: Lab;
  readonly server: GitServer;
  /** What does these tasks under this name. */
  readonly command: (name: string, ...tasks: readonly Task[]) => ReturnType<typeof commandFor>;
  /** Starts a process under this name. */
  readonly start: (name: string, ...tasks: readonly Task[]) => Worker;
  /** … and waits for its end. */
  readonly run: (name: string, ...tasks: readonly Task[]) => Promise<void>;
}

export interface Scenario {
  readonly items: readonly string[];
  /** Is a connection used again? Then libcurl sends a push again whose reply was lost. */
  readonly keepAlive: boolean;
  readonly play: (stage: Stage) => Promise<void>;
}

const claim = (item: string, step: string, executor: string, nonce = executor): Task => ({
  ...{ kind: 'claim', item, step, executor },
  nonce: `nonce-of-${nonce}`,
});
const look = (item: string, step: string): Task => ({ kind: 'look', item, step });
const append = (item: string, name: string): Task => ({ kind: 'append', item, name });

/** The other one decides on the branch as it was before the first one's push … */
const staleLook = { fault: { kind: 'stale' }, on: 'list' } as const;
/** … and expects it there when it pushes. */
const stale = [staleLook, { fault: { kind: 'stale' }, on: 'list-to-push' }] as const;

const lostAfterwards: readonly Fault[] = [
  { kind: 'reply-lost' },
  { kind: 'reply-cut' },
  { kind: 'bad-gateway' },
];

export const scenarios = {
  'two want one step, the second one on a stale look': {
    items: ['one'],
    keepAlive: true,
    play: async ({ run }) => {
      await run('late', look('one', 'a'));
      await run('early', claim('one', 'a', 'early'));
      // It decides on what its clone saw last: nothing but its own expectation holds it back when it pushes.
      await run('late', claim('one', 'a', 'late'));
    },
  },
  'two want two steps, the second one on a stale look': {
    items: ['one'],
    keepAlive: true,
    play: async ({ server, run }) => {
      await run('late', look('one', 'a'));
      await run('early', claim('one', 'a', 'early'));
      server.fail(...stale);
      await run('late', claim('one', 'b', 'late'));
    },
  },
  'one executor wants two steps, the second one on a stale look': {
    items: ['one'],
    keepAlive: true,
    play: async ({ server, run }) => {
      await run('late', look('one', 'a'));
      await run('early', claim('one', 'a', 'pool', 'early'));
      server.fail(...stale);
      await run('late', claim('one', 'b', 'pool', 'late'));
    },
  },
  'two under one executor id want one step': {
    items: ['one'],
    keepAlive: true,
    play: async ({ run }) => {
      await run('early', claim('one', 'a', 'pool', 'early'));
      await run('late', claim('one', 'a', 'pool', 'late'), look('one', 'a'));
    },
  },
  'killed when its push is done, and started again': {
    items: ['one'],
    keepAlive: true,
    play: async ({ server, start, run }) => {
      const first = start('me', claim('one', 'a', 'me'));
      server.onAnswered(({ applied }) => {
        if (applied) first.signal('SIGKILL', true);
      });
      server.fail({ fault: { kind: 'slow', by: 300 } });
      await first.ended;
      server.onAnswered(undefined);
      await run('other', claim('one', 'a', 'other'));
      await run('me', claim('one', 'a', 'me'));
    },
  },
  'claims whose reply is lost': {
    items: ['one', 'two', 'three', 'four'],
    keepAlive: false,
    play: async ({ server, run }) => {
      server.fail(...lostAfterwards.map((fault) => ({ fault })), {
        fault: { kind: 'unavailable' },
        times: 2,
      });
      await run('me', ...['one', 'two', 'three', 'four'].map((item) => claim(item, 'a', 'me')));
    },
  },
  'appends whose reply is lost, also when libcurl sends them again': {
    items: [],
    keepAlive: true,
    play: async ({ server, run }) => {
      for (const [index, fault] of lostAfterwards.entries()) {
        server.fail({ fault });
        await run('me', append('one', `a${index}`), append('two', `b${index}`));
      }
    },
  },
  'appends that land after their caller has given up on them': {
    items: [],
    keepAlive: false,
    play: async ({ server, run }) => {
      await run('me', append('one', 'a'));
      server.fail({ fault: { kind: 'late', after: 600 } });
      await run('me', append('one', 'b'));
    },
  },
  'claims that land after their caller has given up on them': {
    items: ['one', 'two'],
    keepAlive: false,
    play: async ({ server, run }) => {
      server.fail({ fault: { kind: 'late', after: 600 }, times: 2 });
      await run('me', claim('one', 'a', 'me'), claim('two', 'a', 'me'));
    },
  },
  'a clone that breaks while another process appends': {
    items: ['one'],
    keepAlive: true,
    play: async ({ lab, command }) => {
      const folder = path.join(lab.folder, 'shim');
      const clone = path.join(lab.folder, 'workers/late/clone');
      const other = command('early', claim('one', 'a', 'pool', 'early'));
      const breaks = `${other.map(quoted).join(' ')}; rm -rf ${quoted(clone)}/repo-*/objects`;
      const met = writeShim(folder, { subcommand: 'fast-import', nth: 1, does: breaks });
      const mine = command('late', claim('one', 'b', 'pool', 'late'));
      await startWorker('late', mine, { PATH: `${folder}:${process.env['PATH'] ?? ''}` }).ended;
      if (met() === 0) throw new Error('Nothing was broken.');
    },
  },
} as const satisfies Readonly<Record<string, Scenario>>;

export type ScenarioName = keyof typeof scenarios;

/** @param folder fresh. @returns what does not fit together afterwards */
export async function play(
  name: ScenarioName,
  folder: string,
  program: string,
): Promise<readonly Finding[]> {
  const scenario: Scenario = scenarios[name];
  fs.mkdirSync(folder, { recursive: true });
  const lab = await makeLab(folder, program, scenario.items, ['a', 'b']);
  const { keepAlive } = scenario;
  const server = await startGitServer({ root: lab.repositories, keepAlive });
  const url = `${server.url}/${path.basename(lab.repository)}`;
  const complaints: Finding[] = [];
  const command: Stage['command'] = (who, ...tasks) => commandFor(lab, url, who, tasks);
  const start: Stage['start'] = (who, ...tasks) => startWorker(who, command(who, ...tasks));
  const run: Stage['run'] = async (who, ...tasks) => {
    const { code, complaints: detail } = await start(who, ...tasks).ended;
    if (code !== 0) complaints.push({ code: `exit ${code}`, register: who, detail });
  };
  try {
    await scenario.play({ lab, server, command, start, run });
    // A fault that nobody has met proves nothing.
    const pending = server.pending();
    if (pending > 0)
      complaints.push({ code: 'not met', register: name, detail: `${pending} faults` });
  } finally {
    await server.close();
  }
  return [...complaints, ...(await judge(lab))];
}
