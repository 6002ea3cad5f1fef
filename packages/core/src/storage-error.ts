/** The one error that a store throws on purpose: the disk, the network or the permissions are not what it needs. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  /** What to do next. */
  readonly hint: string;
  readonly code: 'storage-failed' | 'history-rewritten';

  constructor(
    message: string,
    hint: string,
    cause?: unknown,
    code: StorageError['code'] = 'storage-failed',
  ) {
    super(message, { cause });
    this.hint = hint;
    this.code = code;
  }
}
