/**
 * git as it was before the command ran. The outcome is pushed with the job's token after it, by the same user: what the
 * command has left for git to read (settings of the user, of the store's clone, a program of that name) must not see it.
 */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Job } from '@orchestrator/github';

/** To be called before the command. @returns what is to be called after it */
export function rememberGit({ scratch }: Pick<Job, 'scratch'>): () => void {
  const settings = userSettings().map(textOf).join('\n');
  const ofClone = cloneFiles(path.join(scratch, 'store')).map(
    (file) => [file, textOf(file)] as const,
  );
  const folder = folderOfGit();
  return () => {
    const kept = path.join(fs.mkdtempSync(path.join(scratch, 'git-')), 'config');
    fs.writeFileSync(kept, settings, { mode: 0o600 });
    process.env['GIT_CONFIG_GLOBAL'] = kept;
    for (const [file, text] of ofClone) fs.writeFileSync(file, text);
    const found = process.env['PATH'] ?? '';
    if (folder !== undefined) process.env['PATH'] = `${folder}${path.delimiter}${found}`;
  };
}

/** What says where the clone of the store is, and how git is to treat it. */
const cloneFiles = (folder: string): readonly string[] =>
  fs.existsSync(folder)
    ? fs
        .readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
        .filter((entry) => entry.isFile() && ['current', 'format', 'config'].includes(entry.name))
        .map(({ parentPath, name }) => path.join(parentPath, name))
    : [];

/** In the order in which git reads them. */
function userSettings(): readonly string[] {
  const named = process.env['GIT_CONFIG_GLOBAL'];
  if (named !== undefined) return [named];
  const home = os.homedir();
  const config = process.env['XDG_CONFIG_HOME'] ?? path.join(home, '.config');
  return [path.join(config, 'git/config'), path.join(home, '.gitconfig')];
}

/** Empty when there is no such file. */
function textOf(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

const folderOfGit = (): string | undefined =>
  (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder))
    .find((folder) => ['git', 'git.exe'].some((name) => fs.existsSync(path.join(folder, name))));
