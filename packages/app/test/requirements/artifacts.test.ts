/** Artifacts as files in the shared workspace (FR-014), and what becomes of a write that got lost (FR-025). */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { next } from '@orchestrator/app';
import { createWorktreeStore } from '@orchestrator/stores';
import { createWorld, granted, item, refused, type World } from '../world.ts';

const written = {
  steps: [
    { key: 'a', order: 1, nextAction: 'Read the notes' },
    { key: 'b', order: 2 },
  ],
};
let root: string;
beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'artifacts-'));
});
afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

/** Whoever opens the folder: nothing but its files is shared. */
const opened = (): World =>
  createWorld(written, { reach: () => createWorktreeStore(root), machine: 'm' });

describe('FR-014: handoff artifacts are files', () => {
  test('given a completed step, when another process looks, then the file lies in its place, and the next packet is made of it', async () => {
    const world = opened();
    await granted(world.register());
    await granted(world.claim('a'));
    await granted(world.complete('a', { outcome: 'Notes are in NOTES.md' }));

    const folder = path.join(root, 'artifacts/handoff', item);
    const [name = '', ...others] = fs.readdirSync(folder);
    expect(others).toEqual([]);
    expect(name).toMatch(/^20260119T1430\d\dZ-item-1-a-a-local\.json$/);
    const artifact = JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8')) as object;
    expect(artifact).toMatchObject({
      ...{ workItemId: item, eventType: 'attempt-completed', attemptId: 'a-local' },
      ...{ outcome: 'Notes are in NOTES.md', nextAction: 'Read the notes' },
    });

    const { view } = await granted(next(opened().deps, item));
    expect(view.steps).toMatchObject([
      {
        key: 'b',
        links: [`artifacts/handoff/${item}/${name}`],
        handoffs: [{ step: 'a', outcome: 'Notes are in NOTES.md', nextAction: 'Read the notes' }],
      },
    ]);
  });
});

describe('FR-025: an artifact that may not have been written', () => {
  test('given a write of which nobody knows what became, when the same command is run again, then it finds out and does no harm', async () => {
    let isLost = false;
    const world = createWorld(written, {
      reach: (memory) => ({
        ...memory,
        append: (...batch) => (isLost ? Promise.resolve('unknown') : memory.append(...batch)),
      }),
    });
    await granted(world.register());
    await granted(world.claim('a'));
    isLost = true;
    const refusal = await refused(world.complete('a'));
    expect(refusal).toMatchObject({ code: 'outcome-unknown', exit: 6 });
    expect(refusal.hint).toContain('Run the same command again');
    isLost = false;
    await granted(world.complete('a'));
    expect(await world.recordsOf('handoff')).toHaveLength(1);
    expect(await world.violations()).toEqual([]);
  });
});
