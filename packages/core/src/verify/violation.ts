/** What `verify` finds wrong. */
export interface Violation {
  readonly code:
    | 'unreadable'
    | 'not-canonical'
    | 'invalid-record'
    | 'unknown-slot'
    | 'missing-cause'
    | 'wrong-slot'
    | 'wrong-cause'
    | 'illegal'
    | 'definition-changed'
    | 'changed'
    | 'deleted'
    | 'history-rewritten'
    | 'view-changed'
    | 'output-changed';
  readonly path: string;
  /** Id of the record. */
  readonly record?: string;
  readonly detail: string;
  readonly hint: string;
}
