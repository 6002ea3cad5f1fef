/** Why an uploaded file was refused. */
export interface Doubt {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}
