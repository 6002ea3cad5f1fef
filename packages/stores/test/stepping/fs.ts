/**
 * `node:fs` for a worker under a scheduler: it stops in front of every operation that others can see, until it is told
 * to go on or to die. A worker that dies does nothing more, its `finally` blocks included, as after SIGKILL.
 */
import type * as Fs from 'node:fs';
import { createRequire } from 'node:module';

const real = createRequire(import.meta.url)('node:fs') as typeof Fs;

export class Killed extends Error {
  override readonly name = 'Killed';
}

export const gate: {
  /** Waits for its turn. @throws Killed */
  step: (what: string) => void;
  /** Throws when this worker is dead. */
  alive: () => void;
} = { step: () => undefined, alive: () => undefined };

const opened = new Set<number>();

/** What a killed process leaves open is closed by the system. */
export function closeAll(): void {
  for (const handle of opened) real.closeSync(handle);
  opened.clear();
}

/** Nobody else looks at these until they are linked or renamed. */
const isPrivate = (file: unknown): boolean =>
  typeof file === 'number' || /\.(staged|tmp)$/.test(String(file));
const isFile = (file: unknown): boolean => /\.(json|go|turnstile)$/.test(String(file));

function stepping<Call extends (...given: never[]) => unknown>(
  name: string,
  call: Call,
  isVisible: (...given: Parameters<Call>) => boolean,
): Call {
  const stepped = (...given: Parameters<Call>): unknown => {
    gate.alive();
    if (isVisible(...given)) gate.step(`${name} ${given.map(String).join(' ').slice(-120)}`);
    return call(...given);
  };
  return stepped as Call;
}

const never = (): boolean => false;
const always = (): boolean => true;

// By these names the store knows them: the bundle has this file in the place of `node:fs`.
/** @public */
export const constants = real.constants;
/** @public */
export const existsSync = stepping('exists', real.existsSync, isFile);
/** @public */
export const readdirSync = stepping(
  'readdir',
  real.readdirSync as (folder: string) => string[],
  always,
);
/** @public */
export const readFileSync = stepping(
  'read',
  real.readFileSync as (file: string | number) => string,
  (file) => !isPrivate(file),
);
const open = stepping('open', real.openSync, isFile);
/** @public */
export function openSync(file: string, flags: string, mode?: number): number {
  const handle = open(file, flags, mode);
  opened.add(handle);
  return handle;
}
/** @public */
export const closeSync = stepping(
  'close',
  (handle: number) => {
    opened.delete(handle);
    real.closeSync(handle);
  },
  never,
);
/** @public */
export const linkSync = stepping('link', real.linkSync, always);
/** @public */
export const renameSync = stepping('rename', real.renameSync, always);
/** @public */
export const unlinkSync = stepping('unlink', real.unlinkSync, (file) => !isPrivate(file));
/** @public */
export const writeFileSync = stepping('write', real.writeFileSync, never);
/** @public */
export const fsyncSync = stepping('fsync', real.fsyncSync, never);
/** @public */
export const mkdirSync = stepping('mkdir', real.mkdirSync as (folder: string) => undefined, never);
/** @public */
export const statSync = stepping('stat', real.statSync as (file: string) => Fs.Stats, never);
/** @public */
export const lstatSync = stepping('lstat', real.lstatSync as (file: string) => Fs.Stats, isFile);
/** @public */
export const realpathSync = stepping('realpath', real.realpathSync as (f: string) => string, never);
/** @public */
export const rmSync = stepping('rm', real.rmSync, never);
