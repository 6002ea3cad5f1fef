/** What only runs of the gate runner have on record: that an agent was called, and that somebody ended the run. */
import * as z from 'zod/mini';
import { attemptRefSchema } from './attempt.ts';
import {
  digestSchema,
  instantSchema,
  itemIdSchema,
  personSchema,
  stepKeySchema,
  textSchema,
} from './ids.ts';

const common = {
  schemaVersion: z.literal('1.0'),
  workItemId: itemIdSchema,
  at: instantSchema,
  actor: personSchema,
  causes: z.array(digestSchema),
};

export const invocationStatuses = ['SUCCESS', 'FAIL'] as const;
export type InvocationStatus = (typeof invocationStatuses)[number];

/** An agent was called for a gate. */
export const invocationSchema = z.strictObject({
  ...common,
  type: z.literal('agent.invoked'),
  /** `inv_<milliseconds>_<4 hexadecimal digits>`. */
  invocation: z
    .string('an invocation id')
    .check(z.regex(/^inv_\d{1,16}_[0-9a-f]{4}$/, 'such as inv_1705673460000_abc1')),
  step: stepKeySchema,
  /** The attempt that it was for: the open one, else the last one; absent before the first. */
  attempt: z.optional(attemptRefSchema),
  /** A person's name, or an agent's, as whoever called it says. */
  agent: personSchema,
  status: z.enum(invocationStatuses),
  /** Of a command: how it ended. */
  exitCode: z.optional(z.int()),
  /** When it began; `at` is when it had ended. */
  startedAt: z.optional(instantSchema),
  detail: z.optional(textSchema),
});
export type Invocation = z.infer<typeof invocationSchema>;

export const runEnds = ['PASSED', 'FAILED', 'CANCELED'] as const;
export type RunEnd = (typeof runEnds)[number];

/** Somebody ended the run; nothing starts in it any more. */
export const finishSchema = z.strictObject({
  ...common,
  type: z.literal('run.finished'),
  status: z.enum(runEnds),
  reason: textSchema,
});
export type Finish = z.infer<typeof finishSchema>;
