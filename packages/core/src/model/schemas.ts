/** Every schema of what people or programs write into files, by the name of its JSON Schema. */
import { contractSchema } from './contract.ts';
import { policySchema } from './policy.ts';
import { recordKinds } from './records.ts';
import { attemptViewSchema, runRecordSchema } from './run-record.ts';
import { writtenRegistrationSchema } from './registration.ts';
import { scheduleViewSchema } from './schedule-view.ts';
import { workflowSchema } from './workflow.ts';

/** zod schemas by name; `npm run schemas` turns each into `packages/core/schemas/<name>.schema.json`. */
export const schemas = {
  workflow: workflowSchema,
  policy: policySchema,
  'gate-contract': contractSchema,
  'work-item': writtenRegistrationSchema,
  registration: recordKinds.registration.schema,
  launch: recordKinds.launch.schema,
  claim: recordKinds.claim.schema,
  'handoff-artifact-v1': recordKinds.handoff.schema,
  'gate-approval': recordKinds.approval.schema,
  rework: recordKinds.rework.schema,
  requeue: recordKinds.requeue.schema,
  baseline: recordKinds.baseline.schema,
  review: recordKinds.review.schema,
  blocker: recordKinds.blocker.schema,
  'blocker-resolution': recordKinds.resolution.schema,
  'owner-transfer': recordKinds.transfer.schema,
  migration: recordKinds.migration.schema,
  correction: recordKinds.correction.schema,
  invocation: recordKinds.invocation.schema,
  'run-finish': recordKinds.finish.schema,
  schedule: scheduleViewSchema,
  run: runRecordSchema,
  'run-attempt': attemptViewSchema,
};
