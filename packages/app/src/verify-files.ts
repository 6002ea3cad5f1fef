/** Files that records speak of: those that show a run must be what its records make, outputs what was hashed. */
import {
  pinned,
  rootOf,
  runViews,
  sameJson,
  StorageError,
  type Checks,
  type Handoff,
  type ItemState,
  type Store,
  type Violation,
} from '@orchestrator/core';
import type { Deps } from './deps.ts';

/** RUN.json and the files of attempts against the fold; also files of attempts that there never were. */
export async function verifyRunFiles(
  store: Store,
  state: ItemState,
): Promise<readonly Violation[]> {
  const expected = new Map(runViews(state).map(({ path, text }) => [path, text]));
  if (expected.size === 0) return [];
  const violations: Violation[] = [];
  for (const [path, text] of expected) {
    const found = await readFile(store, path);
    if (found === text) continue;
    violations.push({ code: 'view-changed', path, ...whatIsWrong(found, path, rewrite(state)) });
  }
  for (const path of (await store.runFiles?.(state.item)) ?? []) {
    if (expected.has(path)) continue;
    const detail = 'No record of the run speaks of it.';
    violations.push({ code: 'view-changed', path, detail, hint: 'Remove it.' });
  }
  return violations;
}

/** Files that show a run of which there is no record at all. */
export async function verifyUnrecorded(store: Store, item: string): Promise<readonly Violation[]> {
  const files = (await store.runFiles?.(item)) ?? [];
  return files.map((path) => ({
    code: 'view-changed' as const,
    path,
    detail: 'It shows a run of which there are no records.',
    hint: `If its records were lost, restore the folder: git checkout HEAD -- ${rootOf(item)}. Else remove it.`,
  }));
}

/** `null`: something that is no file lies there. */
async function readFile(store: Store, path: string): Promise<string | undefined | null> {
  try {
    return await store.readView(path);
  } catch (error) {
    if (error instanceof StorageError) return null;
    throw error;
  }
}

function whatIsWrong(found: string | undefined | null, path: string, hint: string) {
  if (found === null)
    return {
      detail: 'It is no file that can be read.',
      hint: `Move ${path} away. ${hint}`,
    };
  if (found === undefined)
    return { detail: 'It is gone; the records of the run are still there.', hint };
  return {
    detail: 'It differs from what the records of the run come to: somebody edited it.',
    hint,
  };
}

const rewrite = ({ item }: ItemState): string =>
  `Write it anew from the records: orchestrator schedule --work-item ${item}`;

/** Hashes the outputs of everything that counts as done, and names those that are not what they were. */
export type CheckOutputs = (state: ItemState) => Promise<readonly Violation[]>;

export const checkOutputs =
  ({ checks }: { readonly checks: Pick<Checks, 'digest'> }): CheckOutputs =>
  async (state) => {
    const latest = latestOutputs(state);
    if (latest.size === 0) return [];
    const { outputs } = await checks.digest([...latest.keys()], { literal: true });
    const present = new Map(outputs.map(({ path, sha256 }) => [path, sha256]));
    return [...latest].flatMap(([path, { sha256, by }]) => {
      const found = present.get(path);
      if (found === sha256) return [];
      const now = found === undefined ? 'it is not there any more' : `now it is ${found}`;
      return [
        {
          code: 'output-changed' as const,
          path,
          detail: `${by.attemptId} of ${by.workItemId} recorded the sha256 ${sha256} at ${by.timestamp}; ${now}.`,
          hint: 'Restore the file as it was when it was checked; or have what is there now checked by doing the step again, in another run or after a rejection.',
        },
      ];
    });
  };

/** Of each path what was hashed last: a later step may have gone on with the file. */
function latestOutputs({
  steps,
}: ItemState): ReadonlyMap<string, { readonly sha256: string; readonly by: Handoff }> {
  const handoffs = steps.flatMap(({ counting }) => counting?.handoff?.record ?? []);
  handoffs.sort((one, other) => Date.parse(one.timestamp) - Date.parse(other.timestamp));
  return new Map(
    handoffs.flatMap((by) => by.outputs.map(({ path, sha256 }) => [path, { sha256, by }] as const)),
  );
}

/** A file with the very bytes that a record names has to say what the record holds of it. */
export async function verifyPins(
  { contracts }: Pick<Deps, 'contracts'>,
  { bindings }: ItemState,
): Promise<readonly Violation[]> {
  const violations: Violation[] = [];
  for (const { stored } of bindings) {
    for (const [gate, pin] of Object.entries(stored.record.contracts ?? {})) {
      if ((await contracts?.digest(gate)) !== pin.digest) continue;
      const file = await contracts?.read(gate);
      const { schemas: _schemas, ...held } = pin;
      if (file?.ok === true && sameJson(held, pinned(file.contract, file.digest))) continue;
      violations.push({
        code: 'illegal',
        path: stored.path,
        record: stored.id,
        detail: `It holds another contract ${gate} than the file with the sha256 that it names.`,
        hint: `See who wrote it: git log -- ${stored.path}`,
      });
    }
  }
  return violations;
}
