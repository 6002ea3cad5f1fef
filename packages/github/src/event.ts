/** The event that started the run: only what is used, parsed at the edge. */
import * as fs from 'node:fs';
import * as z from 'zod/mini';
import type { Environment } from './environment.ts';

const eventSchema = z.object({
  sender: z.optional(z.object({ login: z.string() })),
  repository: z.optional(z.object({ default_branch: z.optional(z.string()) })),
});

export interface Event {
  /** Who did what the event tells of. */
  readonly sender?: string;
  readonly defaultBranch?: string;
}

/** Reads the payload file. One that is missing or has another form tells nothing; the environment still does. */
export function readEvent(env: Environment): Event {
  const file = env['GITHUB_EVENT_PATH'];
  if (file === undefined || file === '') return {};
  const parsed = eventSchema.safeParse(readJson(file));
  if (!parsed.success) return {};
  const { sender, repository } = parsed.data;
  const branch = repository?.default_branch;
  return {
    ...(sender !== undefined && { sender: sender.login }),
    ...(branch !== undefined && { defaultBranch: branch }),
  };
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
