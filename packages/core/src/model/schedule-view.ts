/** The schedule of an item as it lies in `artifacts/schedule/`: what other programs may rely on (cli.md). */
import * as z from 'zod/mini';
import {
  digestSchema,
  itemIdSchema,
  stepKeySchema,
  textSchema,
  versionSchema,
  workflowIdSchema,
} from './ids.ts';

const place = { key: stepKeySchema, order: z.int().check(z.gte(1)) };
const attempt = z.int().check(z.gte(1));

export const readyStepSchema = z.strictObject({
  ...place,
  attempt,
  /** From 1, in `(order, key)` order. */
  launchIndex: z.int().check(z.gte(1)),
  parallelizable: z.boolean(),
  reason: z.string(),
});
export type ReadyStep = z.infer<typeof readyStepSchema>;

export const runningStepSchema = z.strictObject({
  ...place,
  attempt,
  attemptId: z.string(),
  executor: z.string(),
  since: z.string(),
  /** Set when a rework made it void: it ends by its owner and counts for nothing. */
  void: z.optional(z.literal(true)),
  /** Set when its step did not go on to the present version: it ends by its owner and counts for nothing. */
  dropped: z.optional(z.literal(true)),
});
export type RunningStep = z.infer<typeof runningStepSchema>;

export const blockedStepSchema = z.strictObject({
  ...place,
  blockedBy: z.array(stepKeySchema),
  reasons: z.array(z.strictObject({ code: z.string(), detail: z.string() })),
});
export type BlockedStep = z.infer<typeof blockedStepSchema>;

export const gateViewSchema = z.strictObject({
  key: z.string(),
  kind: z.string(),
  state: z.enum(['waiting', 'pending', 'approved']),
  /** First digits of what a decision is about; absent while the gate waits. */
  digest: z.optional(z.string()),
  approvals: z.int(),
  approvedBy: z.array(z.string()),
  /** Who may decide; both empty: anybody who may write to the store. */
  roles: z.array(z.string()),
  users: z.array(z.string()),
});
export type GateView = z.infer<typeof gateViewSchema>;

export const scheduleViewSchema = z.strictObject({
  schema: z.literal('orchestrator.schedule/1'),
  schemaVersion: z.literal('1.0'),
  workItemId: itemIdSchema,
  workflow: z.strictObject({ id: workflowIdSchema, version: versionSchema, digest: digestSchema }),
  /** Ids of all records that it was computed from, sorted. */
  basedOn: z.array(digestSchema),
  readySteps: z.array(readyStepSchema),
  runningSteps: z.array(runningStepSchema),
  blockedSteps: z.array(blockedStepSchema),
  completedSteps: z.array(z.strictObject({ ...place, attempt })),
  gates: z.array(gateViewSchema),
  done: z.boolean(),
  nextAction: z.string(),
  /** What `delegate --prompt` asked for; shown in every packet until the next one. */
  prompt: z.optional(textSchema),
});
export type ScheduleView = z.infer<typeof scheduleViewSchema>;
