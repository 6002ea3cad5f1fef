import type { MachineCheck } from '@orchestrator/core';
import { checkCommand } from './checks/command.ts';
import { checkContainsHeadings } from './checks/contains-headings.ts';
import { checkFileExists } from './checks/file-exists.ts';
import { checkJsonSchema } from './checks/json-schema.ts';
import { checkLinksResolve } from './checks/links-resolve.ts';
import { checkMatches } from './checks/matches.ts';
import { checkMinSources } from './checks/min-sources.ts';
import { checkMinWords } from './checks/min-words.ts';
import { checkNotContains } from './checks/not-contains.ts';
import { checkSha256 } from './checks/sha256.ts';
import { cleanDetail } from './clean-detail.ts';
import { fail, type Verdict } from './verdict.ts';

/** Where checks run and what they may do. */
export interface Setting {
  readonly root: string;
  readonly allowCommands: boolean;
}

/** Runs one check. Whatever goes wrong on the way is a failed check, never an exception. */
export async function runCheck(setting: Setting, check: MachineCheck): Promise<Verdict> {
  const { ok, detail } = await dispatch(setting, check).catch(unexpected);
  return { ok, detail: cleanDetail(detail) };
}

function dispatch({ root, allowCommands }: Setting, check: MachineCheck): Promise<Verdict> {
  switch (check.type) {
    case 'file_exists':
      return checkFileExists(root, check);
    case 'min_sources':
      return checkMinSources(root, check);
    case 'contains_headings':
      return checkContainsHeadings(root, check);
    case 'not_contains':
      return checkNotContains(root, check);
    case 'json_schema':
      return checkJsonSchema(root, check);
    case 'matches':
      return checkMatches(root, check);
    case 'min_words':
      return checkMinWords(root, check);
    case 'links_resolve':
      return checkLinksResolve(root, check);
    case 'sha256':
      return checkSha256(root, check);
    case 'command':
      return checkCommand(root, allowCommands, check);
  }
}

/** Only the name: messages of the system hold absolute paths, which differ between machines. */
function unexpected(error: unknown): Verdict {
  const name = error instanceof Error ? error.name : 'an unknown error';
  return fail(`the check could not be carried out (${name})`);
}
