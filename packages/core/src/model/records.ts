/** Every kind of record: which schema it has, and in which slots it may lie. One row a kind. */
import type * as z from 'zod/mini';
import { placeInRoot, root } from '../bytes/slots.ts';
import {
  claimSchema,
  launchSchema,
  requeueSchema,
  type Claim,
  type Launch,
  type Requeue,
} from './attempt.ts';
import {
  blockerSchema,
  correctionSchema,
  migrationSchema,
  resolutionSchema,
  transferSchema,
  type Blocker,
  type Correction,
  type Migration,
  type Resolution,
  type Transfer,
} from './amendments.ts';
import { baselineSchema, type Baseline } from './baseline.ts';
import { approvalSchema, reworkSchema, type Approval, type Rework } from './gate-records.ts';
import { handoffSchema, type Handoff } from './handoff.ts';
import { finishSchema, invocationSchema, type Finish, type Invocation } from './run-records.ts';
import { reviewSchema, type Review } from './review.ts';
import { registrationSchema, type Registration } from './registration.ts';

/** A record that lies in its slot: path, sha256 of its bytes, contents. */
export interface Stored<Kind extends RecordKind = RecordKind> {
  readonly kind: Kind;
  readonly path: string;
  readonly id: string;
  readonly record: RecordOf[Kind];
}

export interface RecordOf {
  registration: Registration;
  launch: Launch;
  claim: Claim;
  handoff: Handoff;
  approval: Approval;
  rework: Rework;
  requeue: Requeue;
  baseline: Baseline;
  review: Review;
  blocker: Blocker;
  resolution: Resolution;
  transfer: Transfer;
  migration: Migration;
  correction: Correction;
  invocation: Invocation;
  finish: Finish;
}
export type RecordKind = keyof RecordOf;
export type AnyRecord = RecordOf[RecordKind];
/** A stored record of any kind, told apart by `kind`. */
export type AnyStored = { [Kind in RecordKind]: Stored<Kind> }[RecordKind];

interface KindRow {
  readonly schema: z.ZodMiniType;
  /** Folder under the root, and how the file name begins there. */
  readonly folder: string;
  readonly prefix: string;
  /** And how it ends, where the beginning does not say it all. */
  readonly suffix?: string;
}

export const recordKinds: { readonly [Kind in RecordKind]: KindRow } = {
  registration: { schema: registrationSchema, folder: 'work-items', prefix: '' },
  launch: { schema: launchSchema, folder: 'decisions', prefix: '' },
  claim: { schema: claimSchema, folder: 'claims', prefix: '' },
  handoff: { schema: handoffSchema, folder: 'handoff', prefix: '' },
  approval: { schema: approvalSchema, folder: 'journal', prefix: 'gate.' },
  rework: { schema: reworkSchema, folder: 'journal', prefix: 'rework.' },
  requeue: { schema: requeueSchema, folder: 'journal', prefix: 'retry.' },
  baseline: { schema: baselineSchema, folder: 'journal', prefix: 'baseline.' },
  review: { schema: reviewSchema, folder: 'journal', prefix: 'review.' },
  // Before the blocker, whose names begin alike.
  resolution: {
    schema: resolutionSchema,
    folder: 'journal',
    prefix: 'blocker.',
    suffix: '.resolved.json',
  },
  blocker: { schema: blockerSchema, folder: 'journal', prefix: 'blocker.' },
  transfer: { schema: transferSchema, folder: 'journal', prefix: 'owner.' },
  migration: { schema: migrationSchema, folder: 'journal', prefix: 'migration.' },
  correction: { schema: correctionSchema, folder: 'journal', prefix: 'correction.' },
  invocation: { schema: invocationSchema, folder: 'journal', prefix: 'invocation.' },
  finish: { schema: finishSchema, folder: 'journal', prefix: 'finish.' },
};
const kindsByFolder = new Map<string, (readonly [RecordKind, KindRow])[]>();
for (const entry of Object.entries(recordKinds) as [RecordKind, KindRow][]) {
  const list = kindsByFolder.get(entry[1].folder) ?? [];
  kindsByFolder.set(entry[1].folder, [...list, entry]);
}

/** The kind that a path says its record is of; `undefined` for a path where no record belongs. */
export function kindOfPath(path: string): RecordKind | undefined {
  const place = placeOf(path);
  const kinds = place && kindsByFolder.get(place.folder);
  return kinds?.find(
    ([, { prefix, suffix = '' }]) => place?.name.startsWith(prefix) && place.name.endsWith(suffix),
  )?.[0];
}

/** Asked for every record that is read: the usual root without taking the path apart. */
function placeOf(path: string): { folder: string; name: string } | undefined {
  if (!path.startsWith(`${root}/`)) return placeInRoot(path);
  const start = root.length + 1;
  return {
    folder: path.slice(start, path.indexOf('/', start)),
    name: path.slice(path.lastIndexOf('/') + 1),
  };
}

/** When it happened: `at`, or `timestamp` in the artifacts of version 1. */
export const timeOf = (record: AnyRecord): string =>
  'timestamp' in record ? record.timestamp : record.at;
/** What it is: `type`, or `eventType` in the artifacts of version 1. */
export const typeOf = (record: AnyRecord): string =>
  'eventType' in record ? record.eventType : record.type;
/** The later of two moments; equal moments in two spellings: the greater text, so that order never matters. */
export function laterTime(one: string, other: string): string {
  const difference = Date.parse(one) - Date.parse(other);
  if (difference !== 0) return difference > 0 ? one : other;
  return one > other ? one : other;
}
