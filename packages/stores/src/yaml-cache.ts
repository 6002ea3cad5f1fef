/**
 * Values of YAML files by the sha256 of their bytes: a definition is read by every command and changes never, and
 * the parser costs more than everything else that a command does. Only the parse is kept; schemas are applied anew.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { sha256 } from './hash.ts';
import { makeFolder, readIfThere, remove } from './worktree/files.ts';
import { scratchFolder } from './worktree/scratch.ts';
import type { TextProblem, YamlDocument } from './yaml-document.ts';

/** Raise it when the parser or what it accepts changes. */
const format = 1;

export interface YamlFile {
  /** sha256 of the text. */
  readonly digest: string;
  readonly value: unknown;
  readonly problems: readonly TextProblem[];
  /** The line of a place inside the document. Parses the text if that was spared until now. */
  readonly lineOf: (at: readonly (string | number)[]) => Promise<number>;
}

/** @param root whose scratch folder holds the cache */
export async function readYamlFile(root: string, text: string): Promise<YamlFile> {
  const digest = sha256(text);
  const file = path.join(scratchFolder(root), '@cache', `${digest}.yaml-${format}.json`);
  const cached = fromCache(file);
  if (cached !== undefined) {
    const lineOf = async (at: readonly (string | number)[]): Promise<number> =>
      (await parse(text)).lineOf(at);
    return { digest, value: cached.value, problems: [], lineOf };
  }
  const { value, problems, lineOf } = await parse(text);
  if (problems.length === 0) keep(file, JSON.stringify({ value }));
  return { digest, value, problems, lineOf: (at) => Promise.resolve(lineOf(at)) };
}

async function parse(text: string): Promise<YamlDocument> {
  const { readYaml } = await import('./yaml-document.ts');
  return readYaml(text);
}

function fromCache(file: string): { readonly value: unknown } | undefined {
  const text = readIfThere(file);
  if (text === undefined) return undefined;
  try {
    const kept: unknown = JSON.parse(text);
    return typeof kept === 'object' && kept !== null && 'value' in kept
      ? { value: kept.value }
      : undefined;
  } catch {
    return undefined;
  }
}

/** A cache that can't be written is no cache, and no reason to fail. */
function keep(file: string, text: string): void {
  const staged = `${file}.${process.pid}`;
  try {
    makeFolder(path.dirname(file));
    fs.writeFileSync(staged, text);
    fs.renameSync(staged, file);
  } catch {
    try {
      remove(staged);
    } catch {
      // Nothing can be done about it here, and nobody reads it.
    }
  }
}
