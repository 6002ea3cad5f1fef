/** One line of what `act --json` prints. */
import * as z from 'zod/mini';

const text = z.optional(z.string());
const actLine = z.object({
  level: z.string(),
  msg: z.string(),
  job: text,
  jobID: text,
  /** Of this leg; empty outside a matrix. */
  matrix: z.optional(z.record(z.string(), z.unknown())),
  stage: text,
  step: text,
  /** One id, or a path of ids in a composite action. */
  stepID: z.optional(z.array(z.string())),
  stepResult: text,
  jobResult: text,
  /** What the step printed itself, rather than what act says about it. */
  raw_output: z.optional(z.boolean()),
  command: text,
  name: text,
  arg: text,
  content: text,
  kvPairs: z.optional(z.nullable(z.record(z.string(), z.string()))),
});

export type ActLine = Readonly<z.infer<typeof actLine>>;

/** @returns the line; one that is not act's JSON comes back as a message of the level `stray` */
export function readActLine(line: string): ActLine {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { level: 'stray', msg: line };
  }
  const read = actLine.safeParse(value);
  return read.success ? read.data : { level: 'stray', msg: line };
}
