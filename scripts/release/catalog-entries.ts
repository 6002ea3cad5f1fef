/** What the catalog says of an action and no `action.yml` can say: what its job must be permitted, and how it is used. */
import type { ActionName } from './action-file.ts';
import { snippets } from './catalog-snippets.ts';

interface Permission {
  readonly scope: 'contents' | 'actions' | 'pull-requests';
  /** The most that the action uses. */
  readonly access: 'read' | 'write';
  /** What is enough in most workflows. */
  readonly usually?: 'read';
  /** What it is for. */
  readonly reason: string;
}

export interface CatalogEntry {
  readonly permissions: readonly Permission[];
  /** A job of a workflow; or, where what starts it matters, the path of a whole workflow. */
  readonly snippet: { readonly job: string } | { readonly file: string };
}

const records: Permission = {
  scope: 'contents',
  access: 'write',
  reason: 'the branch of the records',
};
const comment: Permission = {
  scope: 'pull-requests',
  access: 'write',
  reason: 'the comment with the schedule; without it there is none',
};
const nextWave: Permission = {
  scope: 'actions',
  access: 'write',
  reason: 'starting the workflow again; not with `continue: false`',
};
const work: Permission = {
  scope: 'contents',
  access: 'write',
  usually: 'read',
  reason:
    'the checkout; `write` where the job claims and stores by itself, without `schedule` and `collect`',
};

export const catalogEntries: Readonly<Record<ActionName, CatalogEntry>> = {
  schedule: {
    permissions: [
      records,
      { scope: 'actions', access: 'read', reason: 'has the run of an open attempt ended?' },
      comment,
    ],
    snippet: { job: snippets.schedule },
  },
  claim: { permissions: [work], snippet: { job: snippets.claim } },
  complete: { permissions: [work], snippet: { job: snippets.claim } },
  execute: { permissions: [work], snippet: { job: snippets.execute } },
  gate: {
    permissions: [
      records,
      nextWave,
      { scope: 'pull-requests', access: 'write', reason: 'reading the comment, and answering it' },
    ],
    snippet: { file: 'examples/approvals/.github/workflows/gate.yml' },
  },
  collect: { permissions: [records, nextWave, comment], snippet: { job: snippets.collect } },
  'pull-request': {
    permissions: [
      { ...records, reason: 'the record of the merge' },
      { scope: 'pull-requests', access: 'write', reason: 'the comments' },
    ],
    snippet: { file: 'examples/approvals/.github/workflows/pull-request.yml' },
  },
  export: {
    permissions: [
      { ...records, usually: 'read', reason: 'the records; `write` with `commit: true`' },
    ],
    snippet: { job: snippets.export },
  },
  setup: {
    permissions: [
      {
        ...records,
        usually: 'read',
        reason: 'for the commands that follow: `read` to look, `write` to record',
      },
    ],
    snippet: { job: snippets.setup },
  },
};
