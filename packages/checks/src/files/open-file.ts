import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { fail, found, type Found } from '../verdict.ts';
import { errorCode } from './error-code.ts';
import type { locateFile } from './locate.ts';

export type Located = Extract<ReturnType<typeof locateFile>, { kind: 'file' }>;

/**
 * Opens a file that `locate` found and hands it to `read`. If it has become a link or a pipe since, it
 * is not read, nor waited for.
 *
 * @param path its name in what is said of it
 */
export async function withFile<T>(
  path: string,
  { real }: Located,
  read: (file: number) => T | Promise<T>,
): Promise<Found<T>> {
  let file: number | undefined;
  try {
    file = openSync(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    if (!fstatSync(file).isFile()) return fail(`${path} is no file any more`);
    return found(await read(file));
  } catch (error) {
    return fail(`${path} cannot be read${reasonOf(errorCode(error))}`);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

const reasonOf = (code: string): string =>
  code === 'EACCES' || code === 'EPERM' ? ': no permission' : code === '' ? '' : ` (${code})`;
