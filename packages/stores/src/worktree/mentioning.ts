/** Which items of the checkout name another one. Registrations and reviews are small; all are read, none is parsed. */
import * as path from 'node:path';
import {
  byCodeUnit,
  idPattern,
  itemOfPath,
  mayMention,
  namingRecords,
  root as artifacts,
} from '@orchestrator/core';
import { namesIn, readIfThere } from './files.ts';

export function itemsMentioning(root: string, item: string): readonly string[] {
  const found = new Set<string>();
  for (const file of namingFiles(root)) {
    const text = readIfThere(path.join(root, file));
    const other = itemOfPath(file);
    if (text === undefined || other === undefined || other === item) continue;
    if (idPattern.test(other) && mayMention(file, text, item)) found.add(other);
  }
  return [...found].sort(byCodeUnit);
}

function* namingFiles(root: string): Generator<string> {
  const isRecord = (name: string): boolean => name.endsWith('.json') && !name.startsWith('.');
  const registrations = `${artifacts}/work-items`;
  for (const name of namesIn(path.join(root, registrations)).filter(isRecord))
    yield `${registrations}/${name}`;
  const { folder, prefix } = namingRecords;
  for (const other of namesIn(path.join(root, artifacts, folder))) {
    const names = namesIn(path.join(root, artifacts, folder, other));
    for (const name of names.filter((it) => isRecord(it) && it.startsWith(prefix)))
      yield `${artifacts}/${folder}/${other}/${name}`;
  }
}
