/** Places to die in: a checkout whose items live on a branch of a bare repository, remade for every kill. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { readBranch } from './kit/history/branch.ts';
import { git, gitEnvironment, runProgram, tryGit, type GitRan } from './kit/git-server/git.ts';

/** A step is claimed, and while that is done something dies; then it is claimed again, and somebody claims the other one. */
const definition = `id: wf
version: 1.0.0
steps:
  - {key: one, order: 1, parallelizable: true}
  - {key: two, order: 1, parallelizable: true}
  - {key: three, order: 1, parallelizable: true}
`;
const mine = /^artifacts\/(decisions|claims)\/wi\/one\.1\.json$/;
const before = [
  'artifacts/work-items/wi.json',
  'artifacts/workflows/wf@1.0.0.yaml',
  'artifacts/decisions/wi/three.1.json',
  'artifacts/claims/wi/three.1.json',
];

/** Longer than any run takes: whoever is not done by then hangs. */
const longest = 90_000;

export interface Place {
  readonly checkout: string;
  readonly repository: string;
  /** Everything is as it was in the beginning. */
  readonly restore: () => void;
}

export type Run = (command: readonly string[], env?: NodeJS.ProcessEnv) => Promise<GitRan>;

/** Runs something in the checkout. */
export const runIn =
  ({ checkout }: Pick<Place, 'checkout'>): Run =>
  (command, env = {}) =>
    runProgram(command, { cwd: checkout, env: { ...gitEnvironment, ...env }, timeout: longest });

const orchestrator = (cli: string, ...args: readonly string[]): readonly string[] => [
  ...[process.execPath, cli, ...args],
];
export const claimOf = (cli: string, step: string, executor: string): readonly string[] =>
  orchestrator(
    cli,
    'claim',
    '--work-item',
    'wi',
    '--step',
    step,
    '--executor',
    executor,
    '--actor',
    'ada',
    '--json',
  );

/**
 * @param folder made
 * @param remote where the checkout reaches the repository; absent: by its path
 * @param isWarm the store has been used in this checkout, so its clone is there
 */
export async function makePlace(
  folder: string,
  cli: string,
  isWarm: boolean,
  remote?: string,
): Promise<Place> {
  const here = path.join(folder, 'now');
  const template = path.join(folder, 'template');
  const checkout = path.join(here, 'checkout');
  const repository = path.join(here, 'remote.git');
  fs.mkdirSync(path.join(checkout, 'artifacts/workflows'), { recursive: true });
  await git(folder, ['init', '--quiet', '--bare', repository]);
  await git(checkout, ['init', '--quiet', '--initial-branch=main']);
  await git(checkout, ['remote', 'add', 'origin', remote ?? repository]);
  fs.writeFileSync(path.join(checkout, 'artifacts/workflows/wf@1.0.0.yaml'), definition);
  fs.writeFileSync(path.join(checkout, 'orchestrator.yml'), 'store: {kind: git}\n');
  const run = runIn({ checkout });
  const register = ['register', '--work-item', 'wi', '--workflow', 'wf@1.0.0', '--actor', 'ada'];
  for (const command of [orchestrator(cli, ...register), claimOf(cli, 'three', 'cat')]) {
    const ran = await run(command);
    if (ran.code !== 0) throw new Error(ran.stdout + ran.stderr);
  }
  if (!isWarm) fs.rmSync(path.join(checkout, '.git/orchestrator'), { recursive: true });
  fs.cpSync(here, template, { recursive: true, verbatimSymlinks: true });
  const restore = (): void => {
    fs.rmSync(here, { recursive: true, force: true });
    fs.cpSync(template, here, { recursive: true, verbatimSymlinks: true });
  };
  return { checkout, repository, restore };
}

export interface Aftermath {
  /** What is not as it should be. */
  readonly problems: readonly string[];
  /** Locks that a killed git has left in the repository, and that a person had to remove as the message says. */
  readonly locks: number;
  /** Had the claim landed before it was repeated? */
  readonly landed: boolean;
}

/** Repeats what was killed, lets somebody else work, and looks at everything. */
export async function lookAfter(
  place: Place,
  cli: string,
  othersFirst: boolean,
): Promise<Aftermath> {
  const problems: string[] = [];
  let locks = 0;
  const run = runIn(place);
  const goesOn = async (who: string, command: readonly string[]): Promise<void> => {
    let ran = await run(command);
    // Two locks at most: one of the branch, one of what is packed.
    for (let left = 2; ran.code === 6 && left > 0; left -= 1) {
      const lock = /is locked by ([^"]+?\.lock)/.exec(ran.stdout)?.[1];
      if (lock === undefined) break;
      fs.rmSync(path.resolve(place.repository, lock));
      locks += 1;
      ran = await run(command);
    }
    if (ran.code !== 0) problems.push(`${who}: exit ${ran.code}: ${ran.stdout}${ran.stderr}`);
  };
  const files = (await readBranch(place.repository, 'orchestrator')).files;
  const landed = [...files.keys()].some((file) => mine.test(file));
  const again = () => goesOn('again', claimOf(cli, 'one', 'ann'));
  const others = () => goesOn('others', claimOf(cli, 'two', 'bob'));
  for (const next of othersFirst ? [others, again] : [again, others]) await next();
  problems.push(...(await faultsOf(place, cli)));
  return { problems, locks, landed };
}

/** The branch holds each record once, whole and for ever; and the tools say so. */
async function faultsOf(place: Place, cli: string): Promise<readonly string[]> {
  const { files, owners, offences } = await readBranch(place.repository, 'orchestrator');
  const names = (slot: string): string | undefined => owners.get(slot)?.split('/')[0];
  const wanted = [
    ...before,
    ...['one', 'two'].flatMap((step) => [
      `artifacts/decisions/wi/${step}.1.json`,
      `artifacts/claims/wi/${step}.1.json`,
    ]),
  ];
  const lost = wanted.filter((file) => !files.has(file)).map((file) => `lost: ${file}`);
  const more = [...files.keys()].filter((file) => !wanted.includes(file));
  const holders = [names('wi/one.1'), names('wi/two.1'), names('wi/three.1')].join(' ');
  const verified = await runIn(place)(orchestrator(cli, 'verify', '--json'));
  const fsck = await tryGit(place.repository, ['fsck', '--strict', '--no-dangling']);
  return [
    ...lost,
    ...more.map((file) => `too much: ${file}`),
    ...offences,
    ...(holders === 'ann bob cat' ? [] : [`holders: ${holders}`]),
    ...(verified.code === 0
      ? []
      : [`verify: ${verified.code}: ${verified.stdout}${verified.stderr}`]),
    ...(fsck.code === 0 ? [] : [`fsck: ${fsck.stdout}${fsck.stderr}`]),
  ];
}
