/** The remote goes, is locked or is another one between the looks of one command. */
import '../realm.ts';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { AppendResult } from '@orchestrator/core';
import { item, newLab, only, seenByOthers, type Lab } from './lab.ts';

let lab: Lab;
beforeEach(async () => {
  lab = newLab();
  const first = lab.open('first');
  await first.append(item, only('a.1'), (await first.read(item)).version);
});
afterEach(() => lab.close());

const away = (): string => `${lab.remote}.away`;
const ref = (): string => path.join(lab.remote, 'refs/heads/orchestrator');

/** What became of an append; or the message of what it ended with. */
const outcome = (append: Promise<AppendResult>): Promise<string> =>
  append.catch((error: unknown) => `failed: ${String(error)}`);

describe('it goes', () => {
  test('between the read and the push: not known or failed, never ok; afterwards it can be repeated', async () => {
    const store = lab.open('clone');
    const { version } = await store.read(item);
    fs.renameSync(lab.remote, away());
    expect(await outcome(store.append(item, only('b.1'), version))).toMatch(
      /^unknown$|^failed: .*no repository/,
    );
    fs.renameSync(away(), lab.remote);
    expect(await seenByOthers(lab)).toEqual(['a.1']);
    expect(await store.append(item, only('b.1'), version)).toBe('ok');
    expect(await seenByOthers(lab)).toEqual(['a.1', 'b.1']);
  });

  test('after a push that was lost to somebody else, and comes back while we wait', async () => {
    const other = lab.open('other');
    let waits = 0;
    const store = lab.open('clone', {
      wait: () => {
        waits += 1;
        if (waits === 1) fs.renameSync(lab.remote, away());
        if (waits === 3) fs.renameSync(away(), lab.remote);
        return Promise.resolve();
      },
    });
    const { version } = await store.read(item);
    await other.append(item, only('b.1'), (await other.read(item)).version);
    const result = await outcome(store.append(item, only('c.1'), version));
    if (waits < 3 && fs.existsSync(away())) fs.renameSync(away(), lab.remote);
    expect(result).toMatch(/^conflict$|^unknown$|^failed: .*no repository/);
    expect(await seenByOthers(lab)).toEqual(['a.1', 'b.1']);
  });

  test('a push that landed, and then it is gone: not known, and found out later', async () => {
    const store = lab.open('clone');
    const { version } = await store.read(item);
    const hook = path.join(lab.remote, 'hooks/post-receive');
    fs.mkdirSync(path.dirname(hook), { recursive: true });
    // The answer of the server gets lost with it.
    fs.writeFileSync(hook, `#!/bin/sh\nmv ${lab.remote} ${away()}\nkill -9 $PPID\n`, {
      mode: 0o755,
    });
    const result = await outcome(store.append(item, only('b.1'), version));
    expect(result).toMatch(/^unknown$|^ok$|^failed: .*(not known|no repository)/);
    expect(result).not.toMatch(/nothing was written/i);
    fs.renameSync(away(), lab.remote);
    fs.rmSync(path.join(lab.remote, 'hooks'), { recursive: true });
    expect(await store.append(item, only('b.1'), version)).toBe('ok');
    expect(await seenByOthers(lab)).toEqual(['a.1', 'b.1']);
    expect(lab.git('rev-list', '--count', 'orchestrator')).toBe('2');
  });

  test('a server that is there again after a few tries is no reason to give up', async () => {
    const tries = path.join(lab.folder, 'tries');
    const ssh = path.join(lab.folder, 'ssh.sh');
    const text = `#!/bin/sh\necho x >> ${tries}\n[ $(wc -l < ${tries}) -gt 3 ] || exit 255\nfor last; do :; done\neval "$last"\n`;
    fs.writeFileSync(ssh, text, { mode: 0o755 });
    const store = lab.open('clone', {
      remote: `ssh://localhost${lab.remote}`,
      environment: { GIT_SSH_COMMAND: ssh },
    });
    expect((await store.read(item)).files).toHaveLength(1);
    expect(fs.readFileSync(tries, 'utf8').split('\n').length).toBeGreaterThan(4);
  });
});

describe('a lock in it', () => {
  test('that goes while we wait is waited for', async () => {
    let waits = 0;
    const lock = `${ref()}.lock`;
    const store = lab.open('clone', {
      wait: () => {
        waits += 1;
        if (waits === 3) fs.rmSync(lock);
        return Promise.resolve();
      },
    });
    const { version } = await store.read(item);
    fs.writeFileSync(lock, '');
    expect(await store.append(item, only('b.1'), version)).toBe('ok');
    expect(waits).toBe(3);
  });

  test('that stays is named, never removed, and the clone is not blamed', async () => {
    const lock = `${ref()}.lock`;
    const store = lab.open('clone');
    const { version } = await store.read(item);
    const clone = fs.readFileSync(path.join(lab.folder, 'clone/current'), 'utf8');
    fs.writeFileSync(lock, '');
    expect(await outcome(store.append(item, only('b.1'), version))).toMatch(
      /is locked by .*orchestrator\.lock/,
    );
    expect(fs.existsSync(lock)).toBe(true);
    expect(fs.readFileSync(path.join(lab.folder, 'clone/current'), 'utf8')).toBe(clone);
  });

  test('of all refs (packed-refs) does not matter to a branch that is loose', async () => {
    fs.writeFileSync(path.join(lab.remote, 'packed-refs.lock'), '');
    const store = lab.open('clone');
    const { version } = await store.read(item);
    expect(await store.append(item, only('b.1'), version)).toBe('ok');
  });
});

describe('it is another one', () => {
  test('made anew and empty: what was seen is missed', async () => {
    const store = lab.open('clone');
    await store.read(item);
    fs.rmSync(lab.remote, { recursive: true });
    execFileSync('git', ['init', '--quiet', '--bare', lab.remote]);
    await expect(store.read(item)).rejects.toMatchObject({ code: 'history-rewritten' });
    // Another process with the same clone knows it, too.
    await expect(lab.open('clone').read(item)).rejects.toMatchObject({ code: 'history-rewritten' });
    await expect(store.items()).rejects.toMatchObject({ code: 'history-rewritten' });
  });

  test('rewritten between the read and the append', async () => {
    const store = lab.open('clone');
    const { version } = await store.read(item);
    const blank = lab.git('commit-tree', 'orchestrator^{tree}', '-m', 'other history');
    lab.git('update-ref', 'refs/heads/orchestrator', blank);
    expect(await outcome(store.append(item, only('b.1'), version))).toMatch(/rewritten/);
    expect(lab.git('rev-parse', 'orchestrator')).toBe(blank);
  });

  test('deleted between the read and the append: it is not begun anew in silence', async () => {
    const store = lab.open('clone');
    const { version } = await store.read(item);
    lab.git('update-ref', '-d', 'refs/heads/orchestrator');
    expect(await outcome(store.append(item, only('b.1'), version))).toMatch(/rewritten/);
    expect(lab.git('for-each-ref')).toBe('');
  });

  test('of the other object format', async () => {
    const remote = path.join(lab.folder, 'sha256.git');
    execFileSync('git', ['init', '--quiet', '--bare', '--object-format=sha256', remote]);
    const store = lab.open('clone', { remote });
    expect(await store.append(item, only('a.1'), (await store.read(item)).version)).toBe('ok');
    const again = lab.open('again', { remote });
    expect((await again.read(item)).files).toHaveLength(1);
    expect(await again.append(item, only('b.1'), (await again.read(item)).version)).toBe('ok');
    expect((await store.read(item)).files).toHaveLength(2);
  });

  test('the same clone is asked for a repository of the other format', async () => {
    const store = lab.open('clone');
    await store.read(item);
    store.close();
    fs.rmSync(lab.remote, { recursive: true });
    execFileSync('git', ['init', '--quiet', '--bare', '--object-format=sha256', lab.remote]);
    const result = await lab
      .open('clone')
      .read(item)
      .then(({ files }) => files.length, String);
    expect(String(result)).toMatch(/rewritten|^0$/);
  });
});
