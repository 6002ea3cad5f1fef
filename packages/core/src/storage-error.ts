/** The one error that a store throws on purpose: the disk, the network or the permissions are not what it needs. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  /** What to do next. */
  readonly hint: string;

  constructor(message: string, hint: string, cause?: unknown) {
    super(message, { cause });
    this.hint = hint;
  }
}
