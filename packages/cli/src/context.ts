/** What a command is given: the global options, a terminal, and the parts of the world, made when they are asked for. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Deps } from '@orchestrator/app';
import { StorageError, type PolicyInForce } from '@orchestrator/core';
import {
  createDefinitions,
  createNonces,
  createRepository,
  createWorktreeStore,
  readPolicyFile,
  systemClock,
  systemIds,
} from '@orchestrator/stores';
import { CommandRefused, usage } from './failure.ts';
import { lazyChecks } from './lazy-checks.ts';
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
  /** Commits what a command wrote, where that is asked for. */
  readonly commitFiles: (paths: readonly string[], message: string) => Promise<void>;
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

export async function createContext(options: GlobalOptions): Promise<Context> {
  const root = path.resolve(options.root);
  if (!fs.statSync(root, { throwIfNoEntry: false })?.isDirectory()) {
    throw usage(
      `--root ${options.root} is not a folder.`,
      'Name the folder that holds artifacts/.',
    );
  }
  const terminal = createTerminal(options);
  const inForce = await loadPolicy(root);
  const fixed = forTests();
  const repository = createRepository(root);
  const wanted = options.commit || inForce.policy.store.commit;
  return {
    options,
    root,
    terminal,
    deps: {
      store: createWorktreeStore(root),
      definitions: createDefinitions(root),
      clock: systemClock(fixed),
      ids: systemIds(fixed),
      checks: lazyChecks(root),
      nonces: createNonces(root),
      repository,
      inForce,
      wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      random: Math.random,
    },
    show: (document, text) =>
      terminal.print(options.json ? JSON.stringify(document, null, 2) : text()),
    commitFiles: async (paths, message) => {
      if (!wanted || paths.length === 0) return;
      if (
        (await repository.resolve('HEAD')) === undefined &&
        !fs.existsSync(path.join(root, '.git'))
      ) {
        throw new StorageError(
          'The records are written, but this is no git repository.',
          'Leave --commit out, or run git init.',
        );
      }
      await repository.commit(paths, message);
    },
  };
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
