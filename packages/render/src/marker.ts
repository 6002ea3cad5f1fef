/** The first line of a comment, which no reader sees: whose it is, and of what its text was made. */
import type { Ids } from '@orchestrator/core';

export interface Marker {
  readonly kind: 'schedule' | 'impact';
  /** `-`: the comment is about no single item. */
  readonly item: string;
  /** The head commit of the pull request when it was written, `-` where none was known. */
  readonly head: string;
  /** When the latest record was made that it tells of, `-` where it tells of none. */
  readonly asOf: string;
  /** sha256 of what is said, but for the commit that it was read at. */
  readonly digest: string;
}

export interface Comment {
  /** With its marker: what is sent. */
  readonly markdown: string;
  /** While it stays the same, there is nothing to edit. */
  readonly digest: string;
}

const line =
  /^<!-- orchestrator:(schedule|impact) v1 (-|[a-z0-9][a-z0-9-]{0,62}) head=(-|[0-9a-f]{7,64}) as_of=(-|[0-9TZ:.-]{20,30}) digest=sha256:([0-9a-f]{64}) -->(?:\r?\n|$)/;

/** Puts the marker in front of a body. @param lasting what of it is worth an edit when it changes; absent: all of it */
export function withMarker(
  body: string,
  { kind, item, head, asOf }: Omit<Marker, 'digest'>,
  ids: Pick<Ids, 'sha256'>,
  lasting = body,
): Comment {
  const digest = ids.sha256(lasting);
  const marker = `<!-- orchestrator:${kind} v1 ${item} head=${head} as_of=${asOf} digest=sha256:${digest} -->`;
  if (!line.test(marker)) throw new Error(`No marker can say this: ${marker}`);
  return { markdown: `${marker}\n${body}`, digest };
}

/** The marker of a comment, `undefined` where its first line is none. */
export function readMarker(markdown: string): Marker | undefined {
  const [, kind, item, head, asOf, digest] = line.exec(markdown) ?? [];
  if (item === undefined || head === undefined || asOf === undefined || digest === undefined)
    return undefined;
  return { kind: kind === 'impact' ? 'impact' : 'schedule', item, head, asOf, digest };
}
