/** FR-014: a finished step notifies the next one by a file in the shared workspace, and by nothing else. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { next } from '@orchestrator/app';
import { createWorktreeStore } from '@orchestrator/stores';
import { createWorld, granted, item, type World } from '../world.ts';

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
