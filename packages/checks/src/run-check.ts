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
import type { Folders } from './files/locate.ts';
import { cleanDetail } from './clean-detail.ts';
import { fail, type Verdict } from './verdict.ts';

/** Where checks run and what they may do. */
export interface Setting {
  readonly root: string;
  readonly allowContractCommands: boolean;
  /** What `file_exists` remembers until a command has run. */
  readonly folders: Folders;
}

/** Runs one check. Whatever goes wrong on the way is a failed check, never an exception. */
export async function runCheck(
  setting: Setting,
  check: MachineCheck,
  isOfContract: boolean,
): Promise<Verdict> {
  const { ok, detail } = await dispatch(setting, check, isOfContract).catch(unexpected);
  return { ok, detail: cleanDetail(detail) };
}

async function dispatch(
  setting: Setting,
  check: MachineCheck,
  isOfContract: boolean,
): Promise<Verdict> {
  const { root } = setting;
  switch (check.type) {
    case 'file_exists':
      return checkFileExists(setting, check);
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
      setting.folders.clear();
      return checkCommand(root, !isOfContract || setting.allowContractCommands, check);
  }
}

/** Only the name: messages of the system hold absolute paths, which differ between machines. */
function unexpected(error: unknown): Verdict {
  const name = error instanceof Error ? error.name : 'an unknown error';
  return fail(`the check could not be carried out (${name})`);
}
