/** What git's complaints mean, and what to do about them. Outcomes are never read from here: only reading the branch tells. */
import { StorageError } from '@orchestrator/core';
import type { GitResult } from '../git.ts';

/** The store's own clone is not what it should be; it is thrown away and made anew. */
export class CloneDamaged extends Error {
  override readonly name = 'CloneDamaged';
}

/** The server did not answer, or not now: it may be asked again. */
export class Unreachable extends StorageError {}

interface Trouble {
  readonly pattern: RegExp;
  readonly message: (where: string) => string;
  readonly hint: string;
}

/** Refusals that trying again can't change. In the order in which they are tried. */
const final: readonly Trouble[] = [
  {
    // The reason of a push that is declined half-way is not shown; one without permission is declined before.
    pattern:
      /rate limit|abuse detection|too many requests|requested URL returned error: 429|RPC failed; HTTP (403|429)/i,
    message: (where) => `The server of ${where} limits how often it may be asked.`,
    hint: 'Wait a minute, and run the same command again; fewer writers at once help.',
  },
  {
    pattern: /push protection|contains? secrets?\b|GH009/i,
    message: (where) =>
      `${where} does not take the records: something in them looks like a secret.`,
    hint: 'Take the secret out of the outcome or the title, revoke it, and run the command again.',
  },
  {
    pattern:
      /permission to .* denied|write access .* not granted|not authorized|access denied|resource not accessible|requested URL returned error: 403|insufficient permission|unable to create temporary object directory|permission denied(?! \(publickey)|read-only file system|shallow update not allowed|refusing to allow/i,
    message: (where) => `There is no write permission for ${where}.`,
    hint: 'In Actions give the job `permissions: contents: write` (and allow it in the settings of the repository); elsewhere ask for write access.',
  },
  {
    pattern:
      /GH006|GH013|protected branch|pre-receive hook declined|hook declined|rule violations/i,
    message: (where) => `${where} is protected: the push was declined by a rule or a hook.`,
    hint: 'Allow pushes to the branch without pull requests and checks, forbid only force pushes and deletion; or name another branch: store.branch in orchestrator.yml.',
  },
  {
    pattern: /exists; cannot create/i,
    message: (where) => `${where} can't be made: another branch there has its name as a folder.`,
    hint: 'Rename that branch, or name another one for the store: store.branch in orchestrator.yml.',
  },
  {
    pattern: /branch is currently checked out|refusing to update checked out branch/i,
    message: (where) => `${where} is checked out, so nobody can push to it.`,
    hint: 'Check out another branch there; look at the store with: git log orchestrator, or git worktree.',
  },
];

const access: readonly Trouble[] = [
  {
    pattern:
      /authentication failed|could not read (username|password)|invalid credentials|error: 401|permission denied \(publickey/i,
    message: (where) =>
      `The server of ${where} does not accept these credentials; they may have expired.`,
    hint: 'Check the token or the key that git uses there (git ls-remote shows the same error), then run the command again.',
  },
  {
    pattern:
      /repository .* not found|does not appear to be a git repository|error: 404|no such file or directory/i,
    message: (where) =>
      `There is no repository where ${where} should be, or it can't be seen with these credentials.`,
    hint: 'Correct store.remote in orchestrator.yml, or the remote in git; nothing was written.',
  },
  {
    pattern:
      /transport '.*' not allowed|protocol .* is not supported|unable to find remote helper/i,
    message: (where) => `The transport of ${where} is not allowed.`,
    hint: 'Use https, ssh, or the path of a repository.',
  },
];

const local: readonly Trouble[] = [
  {
    pattern: /no space left on device|disk quota exceeded|unable to write (file|new)/i,
    message: (where) => `The disk is full; nothing was written to ${where}.`,
    hint: 'Free some space and run the same command again.',
  },
];

const oldestGit = '2.31';

/** The refusal that trying again can't change, if it is one. */
export const finalRefusal = (result: GitResult, where: string): StorageError | undefined =>
  match([...local, ...final, ...access.slice(0, 1)], result, where);

/** Why the branch could not be read. */
export function readingFailed(result: GitResult, where: string): StorageError {
  const known = match([...local, ...access, ...final], result, where);
  if (known !== undefined) return known;
  if (result.code === 127) {
    return new StorageError('git is not installed.', `Install git ${oldestGit} or newer.`);
  }
  if (result.code === 129 || /unknown option|usage: git|unknown switch/i.test(result.stderr)) {
    return new StorageError(
      'This git is too old for the store on a branch.',
      `Install git ${oldestGit} or newer (git --version shows yours).`,
    );
  }
  const why = result.code === 124 ? 'there was no answer in time' : firstLine(result.stderr);
  // Who was waited for that long is not asked again at once.
  const Kind = result.code === 124 ? StorageError : Unreachable;
  return new Kind(
    sentence(`${where} can't be reached: ${why}`),
    'Run the same command again when the server answers.',
  );
}

/** What a server says when somebody else is faster, or when it is busy with another push. */
const passing =
  /stale info|fetch first|non-fast-forward|lock|already exists|update ref|\(failed\)|internal/i;

/** The server's own words for declining a push again and again, where no rule here knows them. */
export function declinedBy({ stdout }: GitResult, where: string): StorageError | undefined {
  const reason = /^!\t[^\t]*\t\[remote rejected\] (\(.*\))$/m.exec(stdout)?.[1];
  if (reason === undefined || passing.test(reason)) return undefined;
  return new StorageError(
    sentence(`${where} does not take the push: ${firstLine(reason)}.`),
    'Mend what the server names, and run the same command again; nothing was written.',
  );
}

/** A lock that a killed command left in somebody's repository: explained, never removed. */
export function lockIn(result: GitResult, where: string): StorageError | undefined {
  const lock =
    /Unable to create '?([^'\n]+\.lock)'?: File exists|cannot lock ref[^\n]*'([^'\n]+\.lock)'/i.exec(
      result.stderr,
    );
  if (lock === null) return undefined;
  return new StorageError(
    sentence(`${where} is locked by ${lock[1] ?? lock[2] ?? 'another git command'}.`),
    'If no git command is running there (a killed one leaves its lock), remove that file and run the same command again.',
  );
}

/** What comes from the server, from the way to it, or from this machine's disk. */
const notTheClone = [
  /^(remote:|! .*\[|error: RPC failed|error: failed to push|ssh: |fatal: (unable to access|protocol error))/m,
  /Could not read from remote|remote end hung up|unexpected disconnect|does not appear to be a git repo/i,
  /repository .* not found|authentication failed|could not read (username|password)|host key|connection/i,
  /transport '.*' not allowed|remote helper|couldn't find remote ref|invalid refspec|hash algorithm/i,
  /mismatched algorithms|no space left|disk quota|read-only file system/i,
];

/** Is the trouble none that is known to lie elsewhere? A clone that is made anew in vain does no harm. */
export const isCloneTrouble = ({ code, stderr }: GitResult): boolean =>
  ![0, 124, 127, 129].includes(code) && !notTheClone.some((pattern) => pattern.test(stderr));

/** The other format of object ids: sha256 in place of sha1, or the other way round. */
export const isOtherFormat = ({ stderr, stdout }: GitResult): boolean =>
  /mismatched algorithms|hash algorithm/i.test(`${stderr}\n${stdout}`);

function match(
  troubles: readonly Trouble[],
  { stderr, stdout }: GitResult,
  where: string,
): StorageError | undefined {
  const text = `${stderr}\n${stdout}`;
  const found = troubles.find(({ pattern }) => pattern.test(text));
  if (found === undefined) return undefined;
  return new StorageError(sentence(`${found.message(where)} (${firstLine(stderr)})`), found.hint);
}

/** The line that says most, without what could be a command to a terminal or a log. */
export function firstLine(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  const said = lines.find((line) => /^(fatal|error|remote|!)/.test(line)) ?? lines[0] ?? '';
  return withoutUserInfo(said.replace(/\p{C}/gu, ' ')).slice(0, 300);
}

/** The name of a branch may begin a sentence. */
export const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `https://user:token@host/…` → `https://host/…` */
export const withoutUserInfo = (text: string): string =>
  text.replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, '$1');
