/** Makes a commit that adds files to another one, in one `git fast-import`; nobody sees it until it is pushed. */
import { randomBytes } from 'node:crypto';
import * as path from 'node:path';
import type { NewView } from '@orchestrator/core';
import { git } from '../git.ts';
import { removeRef, type Clone } from './clone.ts';
import { CloneDamaged, finalRefusal } from './trouble.ts';

/** Who records; it is the commit's, never a record's. */
export interface Committer {
  readonly name: string;
  readonly email: string;
}

/**
 * @param parent the commit that it is built on; `undefined` for the first one of the branch
 * @returns the id of the new commit
 * @throws CloneDamaged, StorageError
 */
export async function writeCommit(
  clone: Clone,
  parent: string | undefined,
  files: readonly NewView[],
  message: string,
  committer: Committer,
): Promise<string> {
  // A ref of this command's own: git wants one, nobody else needs it.
  const ref = `refs/made/${randomBytes(8).toString('hex')}`;
  const { name, email } = committer;
  const seconds = Math.floor(Date.now() / 1000);
  const lines = [
    'feature done',
    `commit ${ref}`,
    'mark :1',
    `committer ${plain(name)} <${plain(email)}> ${seconds} +0000`,
    data(message),
    ...(parent === undefined ? [] : [`from ${parent}`]),
    ...files.map(({ path: file, text }) => `M 100644 inline ${file}\n${data(text)}`),
    'get-mark :1',
    'done',
    '',
  ];
  const result = await git(clone.folder, ['fast-import', '--quiet', '--force'], {
    input: lines.join('\n'),
    // A pack for each commit is made by this one process; loose objects take another.
    config: [['fastimport.unpackLimit', '0']],
  });
  removeRef(path.join(clone.folder, ref));
  const commit = result.stdout.trim();
  if (result.code === 0 && /^[0-9a-f]{40,64}$/.test(commit)) return commit;
  throw finalRefusal(result, 'the clone') ?? new CloneDamaged(result.stderr);
}

const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}`;

/** What git allows in a name or an address. */
const plain = (text: string): string => text.replace(/[<>\p{C}]/gu, ' ').trim() || 'orchestrator';
