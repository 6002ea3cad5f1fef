/** Judges a race: what the processes were told, among themselves and against what plain git reads from the branch. */
import { checkHistory, checkStored } from './kit/history/check.ts';
import { readBranch } from './kit/history/branch.ts';
import type { Call } from './kit/history/history.ts';
import { branch, readCalls, type Lab } from './git-race-lab.ts';

export interface Finding {
  readonly code: string;
  readonly register: string;
  readonly detail: string;
}

/** Refusals that a claim may meet besides a lost race. */
const usual = /^(executor-busy|contended|outcome-unknown|StorageError)/;

/** @returns nothing when all that was seen fits together. Nothing may be under way any more. */
export async function judge(lab: Lab): Promise<readonly Finding[]> {
  const calls = readCalls(lab);
  const { owners, successors, offences } = await readBranch(lab.repository, branch);
  const isVersion = ({ register }: Call): boolean => register.includes('@');
  const appends = calls.filter(isVersion);
  const appended = new Set(appends.map(({ register }) => register));
  const followed = [...successors].filter(([register]) => appended.has(register));
  return [
    ...checkHistory(calls),
    ...checkStored(
      calls.filter((call) => !isVersion(call)),
      owners,
    ),
    ...checkStored(
      appends,
      new Map(followed.map(([register, name]) => [register, `${name}/${name}`])),
    ),
    ...busyTwice(calls),
    ...offences.map((detail) => ({ code: 'offence', register: branch, detail })),
    ...calls
      .filter(({ note }) => note !== undefined && !usual.test(note))
      .map(({ register, note = '' }) => ({ code: 'unexpected', register, detail: note })),
  ];
}

/** An executor works on one attempt of an item at a time; nothing ends here. */
function busyTwice(calls: readonly Call[]): readonly Finding[] {
  const working = new Map<string, Set<string>>();
  for (const call of calls) {
    if (call.kind !== 'claim' || call.result !== 'ok' || call.register.includes('@')) continue;
    const [item = '', attempt = ''] = call.register.split('/');
    const [executor = ''] = call.who.split('/');
    const key = `${item}#${executor}`;
    working.set(key, (working.get(key) ?? new Set()).add(attempt));
  }
  return [...working]
    .filter(([, attempts]) => attempts.size > 1)
    .map(([register, attempts]) => ({
      code: 'busy-twice',
      register,
      detail: [...attempts].join(' and '),
    }));
}
