/**
 * A decision in a comment: `/approve GATE`, `/reject GATE reason`. The gate may be `ITEM/GATE`, and the head commit that
 * was looked at may follow it, in full: commits that share their first digits are made in seconds. Further lines belong to the reason, but for `return-to: STEP` and `follow-up: …`.
 */
import * as z from 'zod/mini';
import { gateKeySchema, itemIdSchema, stepKeySchema, textSchema } from '@orchestrator/core';

const commandSchema = z.object({
  decision: z.enum(['approve', 'reject']),
  item: z.optional(itemIdSchema),
  gate: gateKeySchema,
  commit: z.optional(z.string()),
  reason: textSchema,
  returnTo: z.optional(stepKeySchema),
  followUps: z.array(textSchema),
});
export type CommentCommand = Readonly<z.infer<typeof commandSchema>>;

export type ParsedComment =
  | { readonly kind: 'none' }
  | { readonly kind: 'command'; readonly command: CommentCommand }
  | { readonly kind: 'malformed'; readonly detail: string };

const firstLine = /^\/(approve|reject)(?:[^\S\n]+(\S+))?(?:[^\S\n]+([0-9a-f]{7,64}))?(?=\s|$)(.*)$/;
const detailLine = /^(return-to|follow-up):\s*(.+)$/;

/** The command in the first line of a comment. Anything else is a comment like others. */
export function parseComment(body: string): ParsedComment {
  const [first = '', ...lines] = body.replace(/\r\n?/g, '\n').trimEnd().split('\n');
  const [, decision, place, commit, rest = ''] = firstLine.exec(first) ?? [];
  if (decision === undefined) return { kind: 'none' };
  if (commit !== undefined && commit.length !== 40 && commit.length !== 64) {
    return { kind: 'malformed', detail: `Name the whole commit, not ${commit}.` };
  }
  if (place === undefined) return { kind: 'malformed', detail: 'It names no gate.' };
  const details = lines.map((line) => detailLine.exec(line));
  const valuesOf = (name: string): readonly string[] =>
    details.flatMap((it) => (it?.[1] === name ? [it[2]?.trim() ?? ''] : []));
  const words = lines.filter((_, index) => details[index] === null);
  const slash = place.indexOf('/');
  const [returnTo] = valuesOf('return-to');
  const parsed = commandSchema.safeParse({
    decision,
    ...(slash >= 0 && { item: place.slice(0, slash) }),
    gate: place.slice(slash + 1),
    ...(commit !== undefined && { commit }),
    reason: [rest, ...words].join('\n').trim(),
    ...(returnTo !== undefined && { returnTo }),
    followUps: valuesOf('follow-up'),
  });
  if (parsed.success) return { kind: 'command', command: parsed.data };
  const [issue] = parsed.error.issues;
  return { kind: 'malformed', detail: `${String(issue?.path[0] ?? '')}: ${issue?.message ?? ''}` };
}
