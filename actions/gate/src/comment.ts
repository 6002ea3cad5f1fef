/**
 * A decision in a comment on a pull request. Comments are written by anybody, can be edited, and say nothing of what their
 * author was looking at: whatever can't be made sure of is refused, and nothing is recorded.
 */
import { loadItem } from '@orchestrator/app';
import { refuse, shortList, type Refused } from '@orchestrator/core';
import { itemsOfPull, type Kit } from '@orchestrator/action-kit';
import {
  createApi,
  lastMove,
  mayWrite,
  parseComment,
  presentBody,
  pullOf,
  type Api,
  type CommentCommand,
  type CommentEvent,
  type Pull,
} from '@orchestrator/github';
import type { Order } from './wanted.ts';
import { refuseStranger } from './stranger.ts';

const nothing: Order = { ok: true };

export async function orderInComment(kit: Kit): Promise<Order> {
  const { event, job } = kit;
  const { comment, issue } = event;
  if (event.action !== 'created' || comment === undefined || issue?.isPull !== true) return nothing;
  const parsed = parseComment(comment.body);
  if (parsed.kind === 'none') return nothing;
  const stranger = refuseStranger(kit) ?? refuseOther(kit, comment);
  if (stranger !== undefined) return stranger;
  const api = createApi({ ...job, token: kit.token });
  const barred = await refuseReader(kit, api);
  if (barred !== undefined) return barred;
  const order =
    parsed.kind === 'malformed'
      ? malformed(parsed.detail)
      : ((await refuseEdited(kit, api, comment)) ??
        (await orderFor(kit, api, { comment, issue: issue.number }, parsed.command)));
  return order.ok ? order : { ...order, tell: true };
}

/** The event is sent by whoever wrote the comment. */
function refuseOther({ event: { sender } }: Kit, { author }: CommentEvent): Refused | undefined {
  if (author?.login === sender?.login && author?.isBot === false) return undefined;
  return refuse(
    'not-an-approver',
    'The comment was not written by the person who sent it.',
    'Write a comment of your own.',
  );
}

async function refuseReader({ job, event }: Kit, api: Api): Promise<Refused | undefined> {
  const login = event.sender?.login ?? '';
  const found = await mayWrite({ ...job, api }, login);
  if (!found.ok) return notKnown(`whether ${login} may write to this repository`, found);
  if (found.found) return undefined;
  return refuse(
    'not-an-approver',
    `${login} may not write to this repository, and so may not decide at its gates.`,
    'Ask somebody who may.',
  );
}

async function refuseEdited(
  { job }: Kit,
  api: Api,
  { id, body, createdAt, updatedAt }: CommentEvent,
): Promise<Refused | undefined> {
  const present = await presentBody({ ...job, api }, id);
  if (!present.ok) return notKnown('what the comment says now', present);
  if (present.found === body && createdAt === updatedAt) return undefined;
  return refuse(
    'gate-moved',
    `The comment was ${present.found === undefined ? 'deleted' : 'edited'} before it could be carried out.`,
    'Write another one; one that stays as it is.',
  );
}

interface Said {
  readonly comment: CommentEvent;
  readonly issue: number;
}

async function orderFor(
  kit: Kit,
  api: Api,
  { comment, issue }: Said,
  command: CommentCommand,
): Promise<Order> {
  const asked = await pullOf(api, kit.job, issue);
  if (!asked.ok) return notKnown(`where the pull request #${issue} stands`, asked);
  const pull = asked.found;
  const moved = await refuseMoved(kit, api, pull, comment, command);
  if (moved !== undefined) return moved;
  const chosen = await itemFor(kit, pull, command);
  if (!chosen.ok) return chosen;
  const { decision, gate, reason, followUps, returnTo } = command;
  const shared = {
    ...{ item: chosen.item, gate, actor: kit.actor, reason, followUps },
    ...{ commit: pull.headSha, seenAt: comment.createdAt },
    ...(pull.author !== undefined && { authors: [pull.author] }),
  };
  if (decision === 'approve') return { ok: true, command: { ...shared, decision } };
  return { ok: true, command: { ...shared, decision, ...(returnTo && { returnTo }) } };
}

/** A page is looked at for a while before anybody writes; what came right before was not on it. In milliseconds. */
const margin = 60_000;

/** What is decided on is the head that the author of the comment saw: named by them, or not moved since they looked. */
async function refuseMoved(
  { job }: Kit,
  api: Api,
  { headSha, headRef, headRepository }: Pull,
  { createdAt }: CommentEvent,
  { decision, gate, commit }: CommentCommand,
): Promise<Refused | undefined> {
  const again = `Look at it again, then write: /${decision} ${gate} ${headSha}`;
  if (commit !== undefined) {
    if (commit === headSha) return undefined;
    const text = `The pull request is at ${headSha.slice(0, 12)}, not at ${commit.slice(0, 12)}.`;
    return refuse('gate-moved', text, again);
  }
  const move =
    headRepository === undefined ? undefined : await lastMove(api, headRepository, headRef);
  if (move?.ok === false) return notKnown(`whether ${headRef} was moved since`, move);
  const last = move?.found;
  if (last === undefined) {
    // A server that lists no moves of its own branches; those of a fork may be hidden from us, and its owner is a stranger.
    if (headRepository?.toLowerCase() === job.repository.toLowerCase()) return undefined;
    return refuse(
      'gate-moved',
      `It can't be found out whether ${headRef} was moved since the comment was written.`,
      `Name the commit that you looked at: /${decision} ${gate} ${headSha}`,
    );
  }
  const isOld = Date.parse(last.at) + margin < Date.parse(createdAt);
  if (last.commit === headSha && isOld) return undefined;
  const text = `The pull request was moved to ${headSha.slice(0, 12)} at ${last.at}, after the comment was written or right before it.`;
  return refuse('gate-moved', text, again);
}

type Chosen = { readonly ok: true; readonly item: string } | Refused;

/** The one item of the pull request that has the gate; of several, the one where it is pending. */
async function itemFor(
  kit: Kit,
  pull: Pull,
  { item: named, gate, decision }: CommentCommand,
): Promise<Chosen> {
  const items = await itemsOfPull(kit, pull);
  if (named !== undefined) {
    return items.includes(named) ? { ok: true, item: named } : notOfPull(named, pull, items);
  }
  const found: { readonly item: string; readonly pending: boolean }[] = [];
  for (const item of items) {
    const loaded = await loadItem(kit.deps, item);
    const phase = loaded.ok ? loaded.state.gates.get(gate)?.phase : undefined;
    if (phase !== undefined) found.push({ item, pending: phase === 'pending' });
  }
  const pending = found.filter((it) => it.pending);
  const [one, ...others] = pending.length > 0 ? pending : found;
  if (one !== undefined && others.length === 0) return { ok: true, item: one.item };
  if (one === undefined) {
    return refuse(
      'unknown-gate',
      items.length === 0
        ? `No work item belongs to the pull request #${pull.number}.`
        : `No work item of the pull request #${pull.number} has a gate ${gate} (${shortList(items)}).`,
      items.length === 0
        ? `Register one for it: orchestrator register … --pr ${pull.number}`
        : 'See the gates in the comment with the status.',
    );
  }
  return refuse(
    'invalid-input',
    `Several work items of the pull request have a gate ${gate}: ${shortList(found.map(({ item }) => item))}.`,
    `Name the one you mean: /${decision} ${one.item}/${gate}`,
  );
}

const notOfPull = (item: string, { number }: Pull, items: readonly string[]): Refused =>
  refuse(
    'unknown-item',
    `${item} is no work item of the pull request #${number}.`,
    items.length === 0
      ? `Register it for the pull request, or decide with the button.`
      : `It has ${shortList(items)}; decide about others with the button.`,
  );

const malformed = (detail: string): Refused =>
  refuse(
    'invalid-input',
    `The command is not understood. ${detail}`,
    'Write /approve GATE, or /reject GATE reason. GATE may be ITEM/GATE, with the commit that you looked at behind it.',
  );

const notKnown = (what: string, { message }: { readonly message: string }): Refused =>
  refuse(
    'storage-failed',
    `It can't be found out ${what}: ${message}`,
    'Nothing was recorded. Write the comment again later.',
  );
