/** From a file to a record, or to the reason why it is none. Nothing that comes out of here is checked again. */
import * as z from 'zod/mini';
import { issueProblems } from '../model/issues.ts';
import { kindOfPath, recordKinds, type AnyStored, type RecordKind } from '../model/records.ts';
import type { StoredFile } from '../ports.ts';
import { recordText } from './canonical-json.ts';
import type { JsonValue } from './json.ts';

/** Why something that lies among the records is not one, and how to mend it. */
export interface Damage {
  readonly code:
    'unreadable' | 'not-canonical' | 'invalid-record' | 'unknown-slot' | 'missing-cause';
  readonly path: string;
  readonly detail: string;
  readonly hint: string;
}

/** Larger than any record that the schemas allow to make sense. */
const maxRecordLength = 8 * 1024 * 1024;

export type ReadRecord =
  | { readonly ok: true; readonly stored: AnyStored }
  | { readonly ok: false; readonly damage: Damage };

/** Reads one file of an item. */
export function readRecord(file: StoredFile): ReadRecord {
  if (file.unreadable !== undefined) return damaged(file, 'unreadable', file.unreadable);
  const kind = kindOfPath(file.path);
  if (kind === undefined) {
    return {
      ok: false,
      damage: {
        code: 'unknown-slot',
        path: file.path,
        detail: 'No record belongs under this name.',
        hint: `Move ${file.path} out of the folder.`,
      },
    };
  }
  if (file.checked === true) {
    return asStored(kind, file, JSON.parse(file.text) as JsonValue);
  }
  const value = parseCanonical(file.text);
  if (!value.ok) return damaged(file, value.code, value.detail, kind === 'registration');
  const parsed = z.safeParse(recordKinds[kind].schema, value.json, { reportInput: true });
  if (!parsed.success) return damaged(file, 'invalid-record', firstIssue(parsed.error));
  return asStored(kind, file, value.json);
}

/** The schema of the kind has accepted the value, now or before: the one place where the compiler is told so. */
function asStored(kind: RecordKind, { path, id }: StoredFile, record: JsonValue): ReadRecord {
  return { ok: true, stored: { kind, path, id, record } as unknown as AnyStored };
}

type Canonical =
  | { readonly ok: true; readonly json: JsonValue }
  | { readonly ok: false; readonly code: 'unreadable' | 'not-canonical'; readonly detail: string };

function parseCanonical(text: string): Canonical {
  if (text.length > maxRecordLength) {
    return { ok: false, code: 'unreadable', detail: 'The file is larger than any record.' };
  }
  let json: JsonValue;
  try {
    json = JSON.parse(text) as JsonValue;
  } catch {
    return { ok: false, code: 'unreadable', detail: 'The file is not JSON; it may be cut off.' };
  }
  if (isCanonical(json, text)) return { ok: true, json };
  const detail =
    'The bytes are not the canonical form (RFC 8785 and a newline): somebody edited or reformatted it.';
  return { ok: false, code: 'not-canonical', detail };
}

function isCanonical(json: JsonValue, text: string): boolean {
  if (text.includes('"__proto__":')) return false;
  try {
    return recordText(json) === text;
  } catch {
    return false;
  }
}

function firstIssue(error: z.core.$ZodError): string {
  const [first] = issueProblems(error.issues, () => []);
  return `It does not fit the schema: ${first?.detail ?? 'something is wrong with it.'}`;
}

function damaged(
  file: StoredFile,
  code: Damage['code'],
  detail: string,
  handWritten = false,
): ReadRecord {
  const restore = restoreHint(file.path);
  const byHand = handWritten
    ? ` If it was written by hand, move it elsewhere and run: orchestrator register --from FILE.`
    : '';
  return { ok: false, damage: { code, path: file.path, detail, hint: restore + byHand } };
}

/** The way back for a file that was damaged or deleted. */
export const restoreHint = (path: string): string =>
  `Restore it: git checkout HEAD -- ${path} (from a copy, if it was never committed; on a branch of records, revert the commit that git log names there)`;
