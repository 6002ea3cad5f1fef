/** Small and unwritable disks: permission bits don't bind root, and only a real disk is ever full. */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';

export interface Disk {
  readonly folder: string;
  readonly readOnly: (on: boolean) => void;
  readonly unmount: () => void;
}

const mount = (...args: readonly string[]): boolean => spawnSync('/bin/mount', args).status === 0;

/** A disk of its own in this folder, or `undefined` (said aloud) where nothing may be mounted. */
export function mountDisk(folder: string, size: string): Disk | undefined {
  fs.mkdirSync(folder, { recursive: true });
  if (!mount('-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder)) {
    console.warn('Skipped: this machine does not let us mount a disk.');
    return undefined;
  }
  return {
    folder,
    readOnly: (on) => {
      if (!mount('-o', `remount,${on ? 'ro' : 'rw'}`, folder)) throw new Error('no remount');
    },
    unmount: () => {
      if (spawnSync('/bin/umount', ['--lazy', folder]).status !== 0) throw new Error('no umount');
    },
  };
}
