/**
 * Compare-and-swap of an item's record set, made of create-if-absent (protocol.md, "Stores").
 *
 * A batch goes through a turnstile: a file named by the set that is expected, of which there can be one at a time.
 *
 *   1. stage the batch, durable, and link it to `<expected>.turnstile`: only one batch can wait at an expected set;
 *   2. look at the set again. It is as expected: mark the batch `<expected>.<batch>.go`; from here on it is decided.
 *      It is not: the batch is stale, for the set only grows; remove the turnstile;
 *   3. link every record into its slot, then remove the mark, then the turnstile.
 *
 * Anybody who meets a turnstile takes these same steps, from wherever its maker stopped, so that nobody waits for a
 * dead process. The mark tells a batch that is half applied from a stale one: without it, a set that is part of the
 * batch ahead could be either, and a stale batch could land beside a decision that excludes it. It carries the
 * batch's hash, so that a slow helper can only mark what it looked at.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Append } from '@orchestrator/core';
import { sha256 } from '../hash.ts';
import { looksLike } from '../version.ts';
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
import { recordEntries } from './record-files.ts';

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

/** Puts a batch up for the set `expected`. @returns whether its turnstile was free */
export function putUp(place: Place, append: Append, expected: string): boolean {
  makeFolder(place.folder);
  const text = JSON.stringify({ expected, ...append } satisfies Batch);
  const staged = path.join(place.folder, `${sha256(text)}.${process.pid}.staged`);
  remove(staged);
  writeDurably(staged, text);
  try {
    return linkIfAbsent(staged, path.join(place.folder, `${expected}${ending}`));
  } finally {
    remove(staged);
    sweep(place);
  }
}

/** Takes the batch at a turnstile to its end: applied, or found stale and removed. */
export function passThrough(place: Place, name: string): void {
  const turnstile = path.join(place.folder, name);
  const text = readIfThere(turnstile);
  if (text === undefined) return;
  const batch = readBatch(text);
  if (batch === undefined) {
    remove(turnstile);
    return;
  }
  const mark = path.join(place.folder, `${batch.expected}.${sha256(text)}.go`);
  if (isAsExpected(place, batch)) setMark(mark, place.folder);
  // Looked up after the set: files appear only while the mark is there, and it goes only when all have.
  else if (!fs.existsSync(mark)) {
    remove(turnstile);
    return;
  }
  apply(place, batch, turnstile);
  remove(mark);
  remove(turnstile);
}

/** Written by this module alone and linked only when complete; anything else is not ours, and in the way. */
function readBatch(text: string): Batch | undefined {
  try {
    return JSON.parse(text) as Batch;
  } catch {
    return undefined;
  }
}

const isAsExpected = ({ root, item }: Place, { expected }: Batch): boolean =>
  looksLike(
    recordEntries(root, item).map((entry) => entry.path),
    expected,
  );

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
  const name = `${sha256(target + text)}.${process.pid}.staged`;
  const staged = path.join(folder, name);
  remove(staged);
  writeDurably(staged, text);
  try {
    linkIfAbsent(staged, target);
  } catch (error) {
    if (codeOf(error) !== 'EXDEV') throw error;
    putAcross(target, text);
  } finally {
    remove(staged);
  }
}

/** The same where `.git` lies on another file system than the checkout. */
function putAcross(target: string, text: string): void {
  const staged = path.join(path.dirname(target), `.${path.basename(target)}.${process.pid}.tmp`);
  remove(staged);
  writeDurably(staged, text);
  try {
    linkIfAbsent(staged, target);
  } finally {
    remove(staged);
  }
}

function sweep({ folder }: Place): void {
  for (const name of namesIn(folder)) {
    if (!name.endsWith('.staged')) continue;
    const file = path.join(folder, name);
    const age = Date.now() - (fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > staleAfter) remove(file);
  }
}
