/** Puts the command line that came with this action on the PATH of the steps that follow. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { refuse, type Refused } from '@orchestrator/core';
import { writeWhole, type Done, type JobKit } from '@orchestrator/action-kit';
import type { Inputs } from './inputs.ts';
import { asPosix, asWindows } from './launchers.ts';

export const outputs = ['path', 'version'] as const;
type Output = (typeof outputs)[number];

export function run(_inputs: Inputs, { job, log, addPath }: JobKit): Done<Output> | Refused {
  // Next to the file that the runner has started: the release holds all of them.
  const release = path.resolve(process.argv[1] ?? '', '../..');
  const program = path.join(release, 'cli/index.js');
  const version = versionOf(release);
  if (version === undefined || !fs.existsSync(program)) return incomplete(release);
  const folder = path.join(job.scratch, 'bin');
  const posix = writeWhole(path.join(folder, 'orchestrator'), asPosix(process.execPath, program));
  fs.chmodSync(posix, 0o755);
  const windows = path.join(folder, 'orchestrator.cmd');
  writeWhole(windows, asWindows(process.execPath, program));
  addPath(folder);
  log.info(`orchestrator ${version} is on the PATH of the steps that follow.`);
  return {
    ok: true,
    outputs: { path: process.platform === 'win32' ? windows : posix, version },
  };
}

function versionOf(release: string): string | undefined {
  try {
    const manifest: unknown = JSON.parse(
      fs.readFileSync(path.join(release, 'package.json'), 'utf8'),
    );
    const isObject = typeof manifest === 'object' && manifest !== null;
    return isObject && 'version' in manifest ? String(manifest.version) : undefined;
  } catch {
    return undefined;
  }
}

const incomplete = (release: string): Refused =>
  refuse(
    'file-missing',
    `The command line is not in ${release}: this is not a whole release.`,
    'Use the action from a release tag, as it is.',
  );
