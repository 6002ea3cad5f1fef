/** Executors without write access, beside a world: what they make becomes files in a folder, and is collected from there. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { collect, type Collect, type CollectReport } from '@orchestrator/app';
import { recordText, type JsonValue } from '@orchestrator/core';
import { createOutboxStore, filesBelow } from '@orchestrator/stores';
import { createWorld, granted, item, type World, type Written } from './world.ts';

const made: string[] = [];
const base = fs.existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir();

export function newFolder(): string {
  const folder = fs.mkdtempSync(path.join(base, 'orchestrator-uploads-'));
  made.push(folder);
  return folder;
}
export const removeFolders = (): void => {
  for (const folder of made.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
};

/** A world that reads the same store, and whose records become files in the folder. */
export const executorOf = (
  world: World,
  written: Written,
  folder: string,
  machine = 'leg',
): World =>
  createWorld(written, {
    memory: world.memory,
    machine,
    reach: (memory) => createOutboxStore(memory, folder),
    startAt: Date.parse('2026-01-19T15:00:00.000Z'),
  });

export const collectFrom = async (
  world: World,
  folder: string,
  more: Partial<Collect> = {},
): Promise<CollectReport> => {
  const files = filesBelow(folder);
  return (await granted(collect(world.deps, { files, recheck: true, ...more }))).report;
};

/** The names and codes of a report, in its order. */
export const inShort = ({ accepted, skipped, refused }: CollectReport) => ({
  accepted: accepted.map(({ file }) => file),
  skipped: skipped.map(({ file }) => file),
  refused: refused.map(({ file, code }) => [file, code]),
});

export type Json = Readonly<Record<string, JsonValue>>;

/** The files of a folder, by their paths in it. */
export const filesIn = (folder: string): ReadonlyMap<string, Json> =>
  new Map(
    filesBelow(folder).map(({ name }) => [
      name,
      JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8')) as Json,
    ]),
  );

/** The one file in a folder. */
function theFile(folder: string): { readonly name: string; readonly record: Json } {
  const [[name, record] = ['', {}], other] = [...filesIn(folder)];
  if (name === '' || other !== undefined) throw new Error(`${folder} does not hold one file`);
  return { name, record };
}

/** Writes a file as an executor might who makes records by hand: canonical, whatever it says. */
export function forge(folder: string, name: string, record: Json): void {
  write(folder, name, recordText(record));
}

export function write(folder: string, name: string, content: string | Uint8Array): void {
  const file = path.join(folder, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, content);
}

/** Everything that is stored of the item. */
export const stored = async ({ memory }: World): Promise<readonly string[]> =>
  (await memory.read(item)).files.map(({ path: file }) => file);

/** A step is claimed here, and completed by an executor whose handoff becomes the one file of a new folder. */
export async function uploaded(
  world: World,
  written: Written,
  step: string,
  more: { readonly outcome?: string; readonly status?: 'completed' | 'failed' } = {},
): Promise<{ readonly folder: string; readonly name: string; readonly record: Json }> {
  const nonce = `nonce-${step}`;
  const executor = `e-${step}`;
  const { readySteps } = await world.viewNow();
  if (readySteps.some(({ key }) => key === step)) {
    await granted(world.claim(step, { executor, nonce }));
  }
  const folder = newFolder();
  await granted(executorOf(world, written, folder).complete(step, { executor, nonce, ...more }));
  return { folder, ...theFile(folder) };
}
