/** The store for people: records are files in the checkout, to be read, diffed and committed like any other. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import {
  byCodeUnit,
  idPattern,
  itemFolders,
  root as artifacts,
  rootOf,
  runFile,
  runItemOf,
  runsFolder,
  StorageError,
  type Append,
  type AppendResult,
  type Snapshot,
  type Store,
} from '@orchestrator/core';
import { versionOf } from '../version.ts';
import { noteChecked, readChecked } from './checked-cache.ts';
import { codeOf, makeFolder, namesIn, onDisk, readIfThere, replaceFile } from './files.ts';
import { itemsMentioning } from './mentioning.ts';
import { readRecordFiles, readRegistration, recordEntries } from './record-files.ts';
import { scratchFolder } from './scratch.ts';
import { isDecided, passThrough, putUp, turnstiles, type Place } from './turnstile.ts';

/** @param root an absolute path; the `artifacts/` folder is in it. */
export function createWorktreeStore(root: string): Store {
  // Looked for once: where git is does not change while a command runs.
  const scratch = scratchFolder(root);
  const placeOf = (item: string): Place => ({ root, item, folder: path.join(scratch, item) });
  return {
    read: (item) => Promise.resolve(readAtOneMoment(placeOf(item))),
    registration: (item) => Promise.resolve(readRegistration(root, item)),
    append: (item, append, version) => Promise.resolve(appendAll(placeOf(item), append, version)),
    noteChecked: (item, files) => {
      noteChecked(root, item, files);
    },
    items: () => Promise.resolve(listItems(root)),
    mentioning: (item) => Promise.resolve(itemsMentioning(root, item)),
    runFiles: (item) => Promise.resolve(runFilesOf(root, item)),
    readView: (file) => Promise.resolve(readIfThere(path.join(root, file))),
    writeView: ({ path: file, text }) => {
      onDisk(`Writing ${file}`, () => {
        checkInside(root, file);
        replaceFile(path.join(root, file), text);
      });
      return Promise.resolve();
    },
  };
}

/** Set, turnstiles, set again: equal sets without a turnstile between them were there at one moment. */
function readAtOneMoment(place: Place): Snapshot {
  const { root, item } = place;
  const checked = readChecked(root, item);
  for (;;) {
    const entries = recordEntries(root, item);
    const files = readRecordFiles(root, entries, checked);
    const waiting = turnstiles(place);
    if (waiting.length > 0 && passAll(place, waiting)) continue;
    const again = recordEntries(root, item);
    const same = entries.every(({ path: slot }, index) => slot === again[index]?.path);
    if (same && entries.length === again.length && files.length === again.length) {
      return { files, version: versionOf(files) };
    }
  }
}

/** @returns whether the set may have changed; on a disk that can't be written, what waits is not decided yet. */
function passAll(place: Place, waiting: readonly string[]): boolean {
  try {
    for (const name of waiting) passThrough(place, name);
    return true;
  } catch (error) {
    const readOnly = ['EROFS', 'EACCES', 'EPERM'].includes(codeOf(error) ?? '');
    if (readOnly && !waiting.some((name) => isDecided(place, name))) return false;
    return onDisk('Finishing what an earlier command began', () => {
      throw error;
    });
  }
}

function appendAll(place: Place, append: Append, version: string): AppendResult {
  return onDisk(`Writing the records of ${place.item}`, () => {
    for (const { path: slot } of [...append.records, ...append.views])
      checkInside(place.root, slot);
    const fresh = freshRecords(place, append);
    if (fresh === undefined) return 'conflict';
    if (fresh.length === 0) return writeViews(place, append, version);
    // Before anything is decided: a folder that can't be made would leave a batch that nobody can finish.
    for (const { path: slot } of fresh) makeFolder(path.dirname(path.join(place.root, slot)));
    const isMine = putUp(place, { records: fresh, views: append.views }, version);
    for (const name of turnstiles(place)) passThrough(place, name);
    return isMine && isStored(place, append) ? 'ok' : 'conflict';
  });
}

/** The records whose slots are free. `undefined`: a slot holds other bytes, so nothing of the batch may be stored. */
function freshRecords({ root }: Place, { records }: Append): Append['records'] | undefined {
  const there = records.map(({ path: slot }) => readIfThere(path.join(root, slot)));
  const taken = records.some(
    ({ text }, index) => there[index] !== undefined && there[index] !== text,
  );
  return taken ? undefined : records.filter((_, index) => there[index] === undefined);
}

/** Nothing is added to the set: it only has to be the expected one. */
function writeViews(place: Place, { views }: Append, version: string): AppendResult {
  if (readAtOneMoment(place).version !== version) return 'conflict';
  for (const { path: file, text } of views) replaceFile(path.join(place.root, file), text);
  return 'ok';
}

const isStored = ({ root }: Place, { records }: Append): boolean =>
  records.every(({ path: slot, text }) => readIfThere(path.join(root, slot)) === text);

/** A folder on the way that is a link out of the root would carry records to where nobody looks for them. */
function checkInside(root: string, slot: string): void {
  const top = fs.realpathSync(root);
  for (
    let folder = path.dirname(path.join(root, slot));
    folder.length > root.length;
    folder = path.dirname(folder)
  ) {
    const stat = fs.lstatSync(folder, { throwIfNoEntry: false });
    if (stat === undefined) continue;
    const real = stat.isSymbolicLink() ? targetOf(folder) : fs.realpathSync(folder);
    if (real !== undefined && (real === top || real.startsWith(top + path.sep))) return;
    throw new StorageError(
      `${path.relative(root, folder)} is a link that leads out of ${root}, or nowhere.`,
      'Replace the link by a folder.',
    );
  }
}

function targetOf(link: string): string | undefined {
  try {
    return fs.realpathSync(link);
  } catch {
    return undefined;
  }
}

function listItems(root: string): readonly string[] {
  const registered = namesIn(path.join(root, artifacts, 'work-items'))
    .filter(
      (name) =>
        name.endsWith('.json') && isPlainFile(path.join(root, artifacts, 'work-items', name)),
    )
    .map((name) => name.slice(0, -'.json'.length));
  const known = new Set(registered);
  const others = itemFolders.flatMap((folder) =>
    namesIn(path.join(root, artifacts, folder)).filter(
      (name) => !known.has(name) && idPattern.test(name),
    ),
  );
  const withRecords = [...new Set(others)].filter((name) => recordEntries(root, name).length > 0);
  return [...registered, ...withRecords, ...listRuns(root)]
    .filter((name) => idPattern.test(name))
    .sort(byCodeUnit);
}

/** Runs by the ids of their items: those that have a record, and those that only show one. */
const listRuns = (root: string): readonly string[] =>
  namesIn(path.join(root, runsFolder)).flatMap((label) => {
    const item = runItemOf(label);
    const isThere = (it: string): boolean =>
      recordEntries(root, it).length > 0 || runFilesOf(root, it).length > 0;
    return item !== undefined && isThere(item) ? [item] : [];
  });

/** RUN.json, and what lies in the folders of the gates. */
function runFilesOf(root: string, item: string): readonly string[] {
  const record = rootOf(item);
  const gates = namesIn(path.join(root, record, 'gates')).flatMap((gate) =>
    namesIn(path.join(root, record, 'gates', gate)).map(
      (name) => `${record}/gates/${gate}/${name}`,
    ),
  );
  const all = [runFile(item), ...gates.filter((file) => file.endsWith('.json'))];
  return all.filter((file) => isPlainFile(path.join(root, file)));
}

const isPlainFile = (file: string): boolean =>
  fs.lstatSync(file, { throwIfNoEntry: false })?.isDirectory() === false;
