/** Where an item stands, as the one comment that it has on its pull request. Nobody waits for it, and nothing fails with it. */
import type { ItemState } from '@orchestrator/core';
import {
  createComments,
  openPullOfBranch,
  pullOf,
  type Api,
  type Kept,
  type Sticky,
} from '@orchestrator/github';
import { span, statusComment, statusModel } from '@orchestrator/render';
import { branchOf } from './items-of-pull.ts';
import type { Kit } from './kit.ts';

export interface ShowStatus {
  readonly api: Api;
  /** On which pull request: its number, `off`, or `auto`: the one that the item names. */
  readonly comment: string;
  readonly state: ItemState;
  /** The commit of the records' branch. */
  readonly history: string;
}

export interface Shown {
  /** The number of the pull request. */
  readonly issue?: number;
  /** One sentence of Markdown for the summary: where the status is shown, or why nowhere. */
  readonly where: string;
}

/** Keeps the comment of an item. At most one is written, and none when it says the same already. */
export async function showStatus(
  kit: Kit,
  { api, comment, state, history }: ShowStatus,
): Promise<Shown> {
  const place = await placeOf(kit, api, state, comment);
  if ('why' in place) return { where: place.why };
  const { issue } = place;
  const head = place.head ?? (await headOf(kit, api, state, issue));
  const comments = createComments({ ...kit.job, api }, issue);
  const kept = await comments.keep(statusSticky(kit, state, { history, ...(head && { head }) }));
  return { issue, where: tellKept(kit.log, issue, kept) };
}

interface Place {
  readonly issue: number;
  readonly head?: string;
}

/** The item's pull request, else the open one of the branch that it names, else none. */
async function placeOf(
  { job, log }: Pick<Kit, 'job' | 'log'>,
  api: Api,
  { item, registration }: ItemState,
  comment: string,
): Promise<Place | { readonly why: string }> {
  const { pr, inputs } = registration.record;
  if (comment === 'off') return { why: 'No comment: it is switched off.' };
  if (comment !== 'auto') return { issue: Number(comment) };
  if (pr !== undefined) return { issue: pr };
  const branch = branchOf(inputs);
  if (branch === undefined) {
    return { why: `No pull request: ${span(item)} names neither one nor its branch.` };
  }
  const asked = await openPullOfBranch(api, job, branch);
  if (!asked.ok) {
    log.warning(`${asked.message}\n${asked.hint}`, 'Not shown');
    return { why: `No comment: the pull request of ${span(branch)} is not known.` };
  }
  if (asked.found !== undefined) return { issue: asked.found.number, head: asked.found.headSha };
  return { why: `No pull request: the branch ${span(branch)} has no open one.` };
}

/** The commit that an approval is about: it is asked for only where somebody may approve something. */
async function headOf(
  { job, event }: Pick<Kit, 'job' | 'event'>,
  api: Api,
  { gates }: ItemState,
  issue: number,
): Promise<string | undefined> {
  if (event.pull?.number === issue) return event.pull.headSha;
  if (![...gates.values()].some(({ phase }) => phase === 'pending')) return undefined;
  const asked = await pullOf(api, job, issue);
  return asked.ok ? asked.found.headSha : undefined;
}

export interface StatusFacts {
  /** The commit that the pull request is at, where it is known. */
  readonly head?: string;
  readonly history: string;
}

/** The comment of an item. */
export function statusSticky(
  kit: Pick<Kit, 'deps' | 'job' | 'opened'>,
  state: ItemState,
  { head, history }: StatusFacts,
): Sticky {
  // A pull request may have several items with gates of one name.
  const options = { head, history, qualified: true, filesAt: filesAt(kit, history) };
  const { markdown, digest } = statusComment(statusModel(state), options, kit.deps.ids);
  return { key: `schedule ${state.item}`, body: markdown, digest: `sha256:${digest}` };
}

/** Below which URL the files of a commit of the records' branch are seen; nowhere, if they are in another repository. */
export function filesAt(
  { job, opened }: Pick<Kit, 'job' | 'opened'>,
  history: string,
): string | undefined {
  const repository = `${job.serverUrl}/${job.repository}`;
  if (history === '' || opened.remote !== repository) return undefined;
  return `${repository}/blob/${history}/`;
}

/** Says in the log what became of a comment. @returns one sentence of Markdown for the summary */
export function tellKept(log: Kit['log'], issue: number, kept: Kept): string {
  if (!kept.ok) {
    log.warning(`${kept.message}\n${kept.hint}`, 'Not shown');
    return `The comment on #${issue} could not be written; a later run tries again.`;
  }
  if (kept.differs === true) {
    log.warning(
      `The comment on #${issue} is not what was sent: the server has cut or changed it.\nThe summary of this step has all of it.`,
      'Shown otherwise',
    );
  }
  if (kept.byPerson === true) {
    log.warning(
      `The comment on #${issue} was written in the name of a person, and will not be found again: every run adds one.\nLeave out the input token, or give it the token of an app.`,
      'A token of a person',
    );
  }
  log.info(`The comment on #${issue} is ${kept.what}.`);
  return `Shown on #${issue}.`;
}
