import { readFileSync } from 'node:fs';

export interface DescribedParameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  /** It may hold slashes. */
  readonly multiSegment?: boolean;
  readonly schema: object;
}

export interface DescribedOperation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly DescribedParameter[];
  readonly body: object | null;
  readonly bodyRequired: boolean;
  /** By status; null for a reply without a body. */
  readonly responses: Readonly<Record<string, object | null>>;
}

interface Description {
  readonly source: string;
  readonly operations: readonly DescribedOperation[];
  readonly definitions: Readonly<Record<string, object>>;
}

/** What `cut-openapi.ts` has cut out of GitHub's OpenAPI description. */
export const description = JSON.parse(
  readFileSync(new URL('./openapi.json', import.meta.url), 'utf8'),
) as Description;
