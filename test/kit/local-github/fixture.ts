import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface Fixture {
  readonly bare: string;
  /** Commits files in a clone, pushes to a branch, and returns the commit's sha. */
  push(files: Readonly<Record<string, string>>, branch?: string): string;
  /** Runs git in the clone and returns what it printed. */
  git(...args: readonly string[]): string;
  remove(): void;
}

const identity = { name: 'Ada', email: 'ada@example.com', date: '2026-01-19T12:00:00Z' };

const environment = {
  PATH: process.env['PATH'],
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: identity.name,
  GIT_AUTHOR_EMAIL: identity.email,
  GIT_AUTHOR_DATE: identity.date,
  GIT_COMMITTER_NAME: identity.name,
  GIT_COMMITTER_EMAIL: identity.email,
  GIT_COMMITTER_DATE: identity.date,
};

/** An empty bare repository in a folder of its own, with a clone to push from. */
export function createFixture(): Fixture {
  const folder = mkdtempSync(join(tmpdir(), 'local-github-'));
  const [bare, clone] = [join(folder, 'bare.git'), join(folder, 'clone')];
  const run = (cwd: string, args: readonly string[]): string =>
    execFileSync('git', args, { cwd, env: environment, stdio: 'pipe' }).toString().trim();
  run(folder, ['init', '--quiet', '--bare', '--initial-branch=main', bare]);
  run(folder, ['clone', '--quiet', bare, clone]);
  return {
    bare,
    git: (...args) => run(clone, args),
    push: (files, branch = 'main') => {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(clone, path)), { recursive: true });
        writeFileSync(join(clone, path), text);
      }
      run(clone, ['add', '--all']);
      run(clone, ['commit', '--quiet', '--message', `Change ${Object.keys(files).join(', ')}`]);
      run(clone, ['push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`]);
      return run(clone, ['rev-parse', 'HEAD']);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
