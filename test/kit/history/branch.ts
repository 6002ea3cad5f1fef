/** What a branch of records holds and how it came to it, read by plain git: the witness against which histories are checked. */
import { createHash } from 'node:crypto';
import { git } from '../git-server/git.ts';

/** Views may be rewritten; everything else is written once. */
const view = /^artifacts\/(schedule|exports)\//;
const ofItem = /^artifacts\/(?:claims|decisions|handoff|journal)\/([^/]+)\//;
const registration = /^artifacts\/work-items\/([^/]+)\.json$/;
const claimed = /^artifacts\/claims\/([^/]+)\/(.+)\.json$/;

export interface BranchHistory {
  /** Path and text of every file at the tip. */
  readonly files: ReadonlyMap<string, string>;
  /** The owner of every attempt as `<executor>/<nonce>`, by `<item>/<step>.<k>`. */
  readonly owners: ReadonlyMap<string, string>;
  /** Who was the first to append to a version of an item, by `<item>@<version>`: the name of the first slot that it wrote. */
  readonly successors: ReadonlyMap<string, string>;
  /** Changes that no commit may make: `M path`, `D path`, and commits with more than one parent. */
  readonly offences: readonly string[];
}

interface Change {
  readonly status: string;
  readonly path: string;
  readonly oid: string;
}

export async function readBranch(repository: string, branch: string): Promise<BranchHistory> {
  const commits = await readCommits(repository, branch);
  const texts = await readBlobs(
    repository,
    commits.flatMap(({ changes }) => changes),
  );
  const files = new Map<string, string>();
  const records = new Map<string, Map<string, string>>();
  const successors = new Map<string, string>();
  const offences: string[] = [];
  for (const { parents, changes } of commits) {
    if (parents > 1) offences.push('a merge');
    for (const [item, added] of groupByItem(changes)) {
      const before = records.get(item) ?? new Map<string, string>();
      const key = `${item}@${versionOf(before)}`;
      const [first] = added;
      if (first !== undefined) successors.set(key, nameOfSlot(first.path));
      for (const { path, oid } of added) before.set(path, texts.get(oid) ?? '');
      records.set(item, before);
    }
    for (const { status, path, oid } of changes) {
      if (status !== 'A' && !view.test(path)) offences.push(`${status} ${path}`);
      files.set(path, texts.get(oid) ?? '');
    }
  }
  return { files, owners: ownersIn(files), successors, offences };
}

const nameOfSlot = (path: string): string => /([^/]+)\.\d+\.json$/.exec(path)?.[1] ?? path;

interface Commit {
  readonly parents: number;
  readonly changes: readonly Change[];
}

async function readCommits(repository: string, branch: string): Promise<readonly Commit[]> {
  const log = await git(repository, [
    ...['log', '--reverse', '--topo-order', '--root', '--raw', '--no-abbrev', '--no-renames', '-z'],
    ...['--format=%x01%P%x02', `refs/heads/${branch}`],
  ]);
  return log
    .split('\x01')
    .slice(1)
    .map((text) => {
      const [parents = '', rest = ''] = text.split('\x02');
      const fields = rest.split('\0').map((field) => field.trim());
      const changes = fields.flatMap((field, index): readonly Change[] => {
        const raw = /^:\d+ \d+ [0-9a-f]+ ([0-9a-f]+) ([A-Z])$/.exec(field);
        const path = fields[index + 1];
        return raw === null || path === undefined
          ? []
          : [{ oid: raw[1] ?? '', status: raw[2] ?? '', path }];
      });
      return { parents: parents.split(' ').filter(Boolean).length, changes };
    });
}

async function readBlobs(
  repository: string,
  changes: readonly Change[],
): Promise<ReadonlyMap<string, string>> {
  const oids = [...new Set(changes.flatMap(({ oid }) => (/^0+$/.test(oid) ? [] : [oid])))];
  const output = Buffer.from(
    await git(repository, ['cat-file', '--batch'], `${oids.join('\n')}\n`),
  );
  const texts = new Map<string, string>();
  for (let at = 0; at < output.length;) {
    const end = output.indexOf(10, at);
    const [oid = '', type, size = ''] = output.toString('latin1', at, end).split(' ');
    if (type !== 'blob') throw new Error(`${repository}: ${oid} is no blob`);
    texts.set(oid, output.toString('utf8', end + 1, end + 1 + Number(size)));
    at = end + 1 + Number(size) + 1;
  }
  return texts;
}

function groupByItem(changes: readonly Change[]): ReadonlyMap<string, readonly Change[]> {
  const groups = new Map<string, Change[]>();
  for (const change of changes) {
    const item = ofItem.exec(change.path)?.[1] ?? registration.exec(change.path)?.[1];
    if (item !== undefined) groups.set(item, [...(groups.get(item) ?? []), change]);
  }
  return groups;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** As the stores name a set of records: by the hash of its paths and the hashes of their bytes. */
function versionOf(files: ReadonlyMap<string, string>): string {
  const paths = [...files.keys()].sort();
  return sha256(paths.map((path) => `${path} ${sha256(files.get(path) ?? '')}\n`).join(''));
}

function ownersIn(files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const owners = new Map<string, string>();
  for (const [path, text] of files) {
    const slot = claimed.exec(path);
    if (slot === null || !text.startsWith('{')) continue;
    const { executor } = JSON.parse(text) as { executor: { id: string; nonce: string } };
    owners.set(`${slot[1] ?? ''}/${slot[2] ?? ''}`, `${executor.id}/${executor.nonce}`);
  }
  return owners;
}
