import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from '@jest/globals';
import type { CheckResult, Criterion, MachineCheck } from '@orchestrator/core';
import { createChecks } from '../src/index.ts';

const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** A new folder with these files; the returned path has no links in it. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'checks-')));
  made.push(root);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

/** The result of one check in a folder. */
export async function resultOf(root: string, check: MachineCheck): Promise<CheckResult> {
  const criterion: Criterion = { id: 'exit-1', text: 'as the check says', check };
  const [result] = await createChecks({ root }).run([criterion]);
  if (result === undefined) throw new Error('there is no result');
  return result;
}
