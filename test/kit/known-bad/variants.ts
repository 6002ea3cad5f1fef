/** Defects that the suites must catch, as edits of the shipped sources. */
import type { ScenarioName } from '../../git-race-scenarios.ts';

export interface Edit {
  /** From the top of the repository. */
  readonly file: string;
  /** In the file exactly once. */
  readonly find: string;
  readonly replace: string;
}

export interface Variant {
  readonly name: string;
  /** The scenario that must go red. */
  readonly caughtBy: ScenarioName;
  /** What the judge says then; another finding would be another defect. */
  readonly shows: readonly string[];
  readonly edits: readonly Edit[];
}

const append = 'packages/stores/src/git/append.ts';
const server = 'packages/stores/src/git/server.ts';
const commit = 'packages/app/src/commit.ts';
const claim = 'packages/app/src/claim.ts';
const decideClaim = 'packages/core/src/decide/claim.ts';

export const variants: readonly Variant[] = [
  {
    name: 'the exit code of the push is the outcome',
    caughtBy: 'appends whose reply is lost, also when libcurl sends them again',
    shows: ['orphan', 'orphan', 'orphan'],
    edits: [
      {
        file: append,
        find: 'if (present !== built.parent) continue;',
        replace: "if (present !== '') return 'conflict';",
      },
    ],
  },
  {
    name: 'blind push',
    caughtBy: 'two want one step, the second one on a stale look',
    shows: ['double', 'not-stored'],
    edits: [
      {
        file: server,
        // As a template it would be filled in here.
        find: '`--force-with-lease=$' + '{ref}:$' + "{expected ?? ''}`",
        replace: "'--force'",
      },
    ],
  },
  {
    name: 'no nonce',
    caughtBy: 'two under one executor id want one step',
    shows: ['double', 'not-stored'],
    edits: [{ file: decideClaim, find: 'nonce === executor.nonce ||', replace: 'true ||' }],
  },
  {
    name: 'the owner is whoever would write equal bytes',
    caughtBy: 'killed when its push is done, and started again',
    shows: ['foreign', 'orphan'],
    edits: [
      {
        file: decideClaim,
        find: 'if (running !== undefined) return repeated(running);',
        replace: 'if (running?.record.at === context.now) return repeated(running);',
      },
    ],
  },
  {
    name: 'no version is checked on append',
    caughtBy: 'one executor wants two steps, the second one on a stale look',
    shows: ['busy-twice'],
    edits: [
      { file: append, find: "if (!isExpected) return 'conflict';", replace: '' },
      { file: append, find: ' && appending.isOld === true) {', replace: ' && 1 > 2) {' },
    ],
  },
  {
    name: 'a lost claim is replayed instead of decided again',
    caughtBy: 'one executor wants two steps, the second one on a stale look',
    shows: ['busy-twice'],
    edits: [
      {
        file: commit,
        find: 'for (let attempt = 0; attempt < mostAttempts; attempt += 1) {',
        replace:
          'let first: P | Refused | undefined;\nfor (let attempt = 0; attempt < mostAttempts; attempt += 1) {',
      },
      {
        file: commit,
        find: 'const plan = await decide(loaded.state);',
        replace: 'const plan = (first ??= await decide(loaded.state));',
      },
    ],
  },
  {
    name: 'other bytes on retry',
    caughtBy: 'two want two steps, the second one on a stale look',
    shows: ['not-stored', 'foreign'],
    edits: [
      {
        file: claim,
        find: 'let key: NonceKey | undefined;',
        replace: 'let key: NonceKey | undefined;\nlet tries = 0;',
      },
      {
        file: claim,
        find: 'executor: { ...command.executor, nonce }, kept };',
        replace:
          'executor: { ...command.executor, nonce: tries++ === 0 ? nonce : deps.ids.nonce() }, kept };',
      },
    ],
  },
  {
    name: 'one look after an unknown push',
    caughtBy: 'appends that land after their caller has given up on them',
    shows: ['orphan'],
    edits: [{ file: append, find: 'repeats += 1;', replace: "return 'conflict';" }],
  },
  {
    name: 'built on another commit than was looked at',
    caughtBy: 'a clone that breaks while another process appends',
    shows: ['busy-twice'],
    edits: [{ file: append, find: 'if (built.parent !== parent) continue;', replace: '' }],
  },
];
