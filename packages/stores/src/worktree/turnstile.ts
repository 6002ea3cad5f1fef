/**
 * Compare-and-swap of an item's record set, made of create-if-absent (protocol.md, "Stores"; docs/adr/0002).
 *
 * A batch goes through a turnstile: a file named by the set that is expected, of which there can be one at a time.
 *
 *   1. stage the batch, durable, and link it to `<expected>.turnstile`: only one batch can wait at an expected set;
 *   2. look at the set again. It is as expected: mark the batch `<expected>.<batch>.go`; from here on it is decided.
 *      It is not: the batch is stale, for every batch makes the set grow; remove the turnstile;
 *   3. link every record into its slot, then remove the mark, then the turnstile.
 *
 * Anybody who meets a turnstile takes these same steps, from wherever its maker stopped, so that nobody waits for a
 * dead process. The mark tells a batch that is half applied from a stale one: without it, a set that holds part of the
 * batch could be either, and a stale batch could land beside a decision that excludes it. It carries the
 * batch's hash, so that a slow helper can only mark what it looked at. Only records that are not there yet may go
 * through a turnstile: a batch that left the set as it is could come back, and with it the name of its turnstile.
 */
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Append, StoredFile } from '@orchestrator/core';
import { sha256 } from '../hash.ts';
import { versionOf } from '../version.ts';
import {
  codeOf,
  linkIfAbsent,
  makeFolder,
  namesIn,
  readIfThere,
  remove,
  replaceFile,
  syncFolder,
  writeDurably,
} from './files.ts';
import { readRecordFiles, recordEntries } from './record-files.ts';

export interface Place {
  /** The root of the checkout. */
  readonly root: string;
  readonly item: string;
  /** Where this item's turnstiles are. */
  readonly folder: string;
}

const ending = '.turnstile';
/** Left behind by a killed process; nobody needs it after this long. In milliseconds. */
const staleAfter = 60 * 60 * 1000;

interface Batch extends Append {
  readonly expected: string;
}

/** Names of the turnstiles that stand in the way of an item. */
export const turnstiles = ({ folder }: Place): readonly string[] =>
  namesIn(folder).filter((name) => name.endsWith(ending));

/** Puts a batch of records that are not there yet up for the set `expected`. @returns whether its turnstile was free */
export function putUp(place: Place, append: Append, expected: string): boolean {
  makeFolder(place.folder);
  const staged = path.join(place.folder, stagedName());
  writeDurably(staged, JSON.stringify({ expected, ...append } satisfies Batch));
  try {
    return linkIfAbsent(staged, path.join(place.folder, `${expected}${ending}`));
  } finally {
    remove(staged);
    sweep(place);
  }
}

/** No two processes stage under one name, not even in two containers with equal process ids. */
const stagedName = (): string => `${randomBytes(12).toString('hex')}.staged`;

/** Has a batch been decided that may not be wholly applied? */
export const isDecided = (place: Place, name: string): boolean => {
  const text = readIfThere(path.join(place.folder, name));
  return text !== undefined && fs.existsSync(markOf(place, text));
};

const markOf = ({ folder }: Place, text: string): string =>
  path.join(folder, `${readBatch(text)?.expected ?? ''}.${sha256(text)}.go`);

/** Takes the batch at a turnstile to its end: applied, or found stale and removed. */
export function passThrough(place: Place, name: string): void {
  const turnstile = path.join(place.folder, name);
  const text = readIfThere(turnstile);
  if (text === undefined) return;
  const batch = readBatch(text);
  const mark = markOf(place, text);
  const files = readRecordFiles(place.root, recordEntries(place.root, place.item));
  if (batch !== undefined && versionOf(files) === batch.expected) {
    setMark(mark, place.folder);
    apply(place, batch, turnstile);
  } else if (batch !== undefined && fs.existsSync(mark) && isUnderWay(batch, files)) {
    // The mark is looked for after the set: records appear only while it is there, and it goes only when all have.
    apply(place, batch, turnstile);
  }
  remove(mark);
  remove(turnstile);
}

/** Is the set what was expected and a part of the batch? Else it is wholly applied, or the checkout is another one by now. */
function isUnderWay({ records, expected }: Batch, files: readonly StoredFile[]): boolean {
  const own = new Set(records.map((record) => record.path));
  return versionOf(files.filter((file) => !own.has(file.path))) === expected;
}

/** Written by this module alone and linked only when complete; anything else is not ours, and in the way. */
function readBatch(text: string): Batch | undefined {
  try {
    return JSON.parse(text) as Batch;
  } catch {
    return undefined;
  }
}

function setMark(mark: string, folder: string): void {
  try {
    fs.closeSync(fs.openSync(mark, 'wx'));
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  syncFolder(folder);
}

function apply(place: Place, { records, views }: Batch, turnstile: string): void {
  const folders = new Set<string>();
  for (const { path: slot, text } of records) {
    const target = path.join(place.root, slot);
    folders.add(path.dirname(target));
    makeFolder(path.dirname(target));
    if (!fs.existsSync(target)) putInto(place, target, text);
  }
  for (const folder of folders) syncFolder(folder);
  // A late helper must not put an old view over a newer one: whoever finished first removed the turnstile.
  for (const view of views)
    if (fs.existsSync(turnstile)) replaceFile(path.join(place.root, view.path), view.text);
}

/** A complete file appears in the slot, or the one that is there stays. */
function putInto({ folder }: Place, target: string, text: string): void {
  try {
    linkWhole(path.join(folder, stagedName()), target, text);
  } catch (error) {
    if (codeOf(error) !== 'EXDEV') throw error;
    // `.git` lies on another file system than the checkout.
    linkWhole(path.join(path.dirname(target), `.${stagedName()}`), target, text);
  }
}

function linkWhole(staged: string, target: string, text: string): void {
  writeDurably(staged, text);
  try {
    linkIfAbsent(staged, target);
  } finally {
    remove(staged);
  }
}

function sweep({ folder }: Place): void {
  for (const name of namesIn(folder)) {
    // Batches and records on their way, and marks that came too late to be needed.
    if (!name.endsWith('.staged') && !name.endsWith('.go')) continue;
    const file = path.join(folder, name);
    const age = Date.now() - (fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > staleAfter) remove(file);
  }
}
