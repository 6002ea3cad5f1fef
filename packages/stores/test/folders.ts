/** Folders for tests: in memory where that is possible, for they write and sync thousands of small files. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const memory = '/dev/shm';
const base = fs.existsSync(memory) ? memory : os.tmpdir();

export const freshFolder = (name: string): string =>
  fs.realpathSync(fs.mkdtempSync(path.join(base, `orchestrator-${name}-`)));

export const removeFolder = (folder: string): void =>
  fs.rmSync(folder, { recursive: true, force: true });

export function writeFile(root: string, file: string, text: string | Uint8Array): void {
  const full = path.join(root, file);
  fs.mkdirSync(path.dirname(full), { recursive: true });
  fs.writeFileSync(full, text);
}

/** Every path below a folder that is no folder itself, sorted. */
export const filesBelow = (folder: string): readonly string[] =>
  !fs.existsSync(folder)
    ? []
    : fs
        .readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => !entry.isDirectory())
        .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
        .sort();
