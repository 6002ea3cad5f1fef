/** What a command is given: the global options, a terminal, and the parts of the world, made when they are asked for. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Deps } from '@orchestrator/app';
import { lazyChecks } from '@orchestrator/checks/lazy';
import { defaultPolicy, type PolicyInForce } from '@orchestrator/core';
import {
  createContracts,
  createNonces,
  gitTop,
  readPolicyFile,
  systemClock,
  systemIds,
} from '@orchestrator/stores';
import { CommandRefused, usage } from './failure.ts';
import { openPlaces } from './places.ts';
import { createTerminal, type Terminal } from './terminal.ts';

export interface GlobalOptions {
  readonly root: string;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly color: 'auto' | 'always' | 'never';
  readonly commit: boolean;
}

export interface Context {
  readonly options: GlobalOptions;
  /** The absolute root. */
  readonly root: string;
  readonly terminal: Terminal;
  readonly deps: Deps;
  /** Shows a result: the document with `--json`, else the text. */
  readonly show: (document: object, text: () => string) => void;
}

/** Values for tests from outside; honoured only with ORCHESTRATOR_TEST=1. */
function forTests(): { readonly now?: string; readonly nonce?: string } {
  const { ORCHESTRATOR_TEST, ORCHESTRATOR_NOW, ORCHESTRATOR_NONCE } = process.env;
  if (ORCHESTRATOR_TEST !== '1') return {};
  if (ORCHESTRATOR_NOW !== undefined && Number.isNaN(Date.parse(ORCHESTRATOR_NOW))) {
    throw usage(
      `ORCHESTRATOR_NOW ${JSON.stringify(ORCHESTRATOR_NOW)} is not a time.`,
      'Write it as RFC 3339.',
    );
  }
  return {
    ...(ORCHESTRATOR_NOW !== undefined && { now: ORCHESTRATOR_NOW }),
    ...(ORCHESTRATOR_NONCE !== undefined && { nonce: ORCHESTRATOR_NONCE }),
  };
}

/** @param command its name; `validate` reports on the policy itself, so it must not need it */
export async function createContext(command: string, options: GlobalOptions): Promise<Context> {
  const root = path.resolve(options.root);
  checkRoot(root, options.root);
  const terminal = createTerminal(options);
  const inForce = command === 'validate' ? { policy: defaultPolicy } : await loadPolicy(root);
  const fixed = forTests();
  const commits = wantsCommits(root, options, inForce, terminal);
  const places = await openPlaces(root, inForce, commits);
  return {
    options,
    root,
    terminal,
    deps: {
      ...places,
      clock: systemClock(fixed),
      ids: systemIds(fixed),
      checks: lazyChecks(root, {
        allowContractCommands: inForce.policy.contracts?.commands === true,
      }),
      contracts: createContracts(root),
      nonces: createNonces(root),
      inForce,
      wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      random: Math.random,
    },
    show: (document, text) => {
      terminal.print(options.json ? JSON.stringify(document, null, 2) : text());
    },
  };
}

function checkRoot(root: string, given: string): void {
  const isFolder = (place: string): boolean | undefined =>
    fs.statSync(place, { throwIfNoEntry: false })?.isDirectory();
  if (isFolder(root) !== true) {
    throw usage(`--root ${given} is not a folder.`, 'Name the folder that holds artifacts/.');
  }
  if (isFolder(path.join(root, 'artifacts')) === false) {
    throw usage('A file lies where the folder artifacts/ should be.', 'Move the file away.');
  }
}

/** Known before anything is written: a record that can't be committed as asked must not be stored first. */
function wantsCommits(
  root: string,
  { commit }: GlobalOptions,
  { policy }: PolicyInForce,
  terminal: Terminal,
): boolean {
  // On a branch everything is committed; the files of runs are in the checkout all the same.
  if (policy.store.kind === 'git') return commit;
  if (!commit && !policy.store.commit) return false;
  if (gitTop(root) !== undefined) return true;
  if (!commit) {
    terminal.notice('orchestrator.yml says commit: true, but this is no git repository.');
    return false;
  }
  throw new CommandRefused({
    code: 'no-repository',
    message: '--commit needs a git repository, and there is none here. Nothing was written.',
    hint: 'Leave --commit out, or run git init.',
  });
}

async function loadPolicy(root: string): Promise<PolicyInForce> {
  const read = await readPolicyFile(root);
  if (read.ok) return read.inForce;
  const [first] = read.problems;
  throw new CommandRefused({
    code: 'invalid-policy',
    message: `${first?.path ?? 'orchestrator.yml'}:${first?.line ?? 1}: ${first?.detail ?? 'it is not valid.'}`,
    hint: first?.hint ?? 'Correct it.',
    details: read.problems,
  });
}
