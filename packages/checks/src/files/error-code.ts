/**
 * The code of an error of the system, such as `ENOENT`; the empty text for any other error. By its
 * shape, since under jest the errors of Node are of another realm's `Error`.
 */
export function errorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}
