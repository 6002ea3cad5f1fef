/** `register`: from options, or from a file that somebody wrote by hand. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { register as registerItem, type Register } from '@orchestrator/app';
import { nearest, readWrittenRegistration, registrationSlot } from '@orchestrator/core';
import { readYaml } from '@orchestrator/stores/yaml';
import type { Context } from '../context.ts';
import { CommandRefused, orRefuse, usage } from '../failure.ts';
import { actorFor } from '../identity.ts';
import {
  countInput,
  given,
  itemInput,
  pairsInput,
  personInput,
  textInput,
  workflowInput,
} from '../inputs.ts';
import { showDecision } from './decision.ts';
import { list, word, type Options } from './options.ts';

export async function register(context: Context, options: Options): Promise<undefined> {
  const { deps } = context;
  const actor = await actorFor(word(options['actor']), deps.repository);
  const from = word(options['from']);
  const written = from === undefined ? fromOptions(options) : fromFile(context.root, from);
  const slot = registrationSlot(written.workItemId);
  // Where items live on a branch, the file in the checkout stays as it was written.
  const inPlace =
    deps.checkout === undefined &&
    from !== undefined &&
    path.resolve(context.root, from) === path.join(context.root, slot);
  const decision = inPlace
    ? await replaceHandWritten(context, slot, { written, actor, inPlace })
    : orRefuse(await registerItem(deps, { written, actor }));
  for (const notice of decision.notices) context.terminal.notice(notice);
  const { workItemId, workflow } = decision.answer.record;
  showDecision(
    context,
    decision,
    `${workItemId} is registered to ${workflow.id}@${workflow.version}.`,
    {
      next: `orchestrator next --work-item ${workItemId}`,
    },
  );
  return undefined;
}

function fromOptions(options: Options): Register['written'] {
  const pr = countInput('--pr', word(options['pr']));
  const links = list(options['link']);
  for (const link of links) checkLink(link);
  return check({
    workItemId: itemInput(word(options['workItem'])),
    workflow: workflowInput(word(options['workflow'])),
    links,
    inputs: pairsInput('--input', list(options['input'])),
    ...given({
      title: textInput('--title', word(options['title'])),
      owner: personInput('--owner', word(options['owner'])),
      pr,
    }),
  });
}

const kinds = ['blocked-by', 'relates', 'duplicates'] as const;

/** A link to another item names how; a slip in that is not a slip in the item. */
function checkLink(link: string): void {
  const [, kind = '', item = ''] = /^([a-zA-Z_-]+):([a-z0-9][a-z0-9-]{0,62})$/.exec(link) ?? [];
  if (/^https?:\/\/\S+$/.test(link) || (item !== '' && kinds.some((it) => it === kind))) return;
  const guess = item === '' ? undefined : nearest(kind, kinds);
  throw usage(
    `--link ${JSON.stringify(link.slice(0, 80))} is not allowed: a link is a URL, or blocked-by:ITEM, relates:ITEM, duplicates:ITEM.`,
    guess === undefined ? 'Correct --link.' : `Did you mean --link ${guess}:${item}?`,
  );
}

function fromFile(root: string, file: string): Register['written'] {
  const full = path.resolve(root, file);
  if (!fs.existsSync(full))
    throw usage(
      `There is no file ${file}.`,
      'Name the registration that you wrote.',
      'file-missing',
    );
  const text = readText(full, file);
  const registration = check(parseJson(text, file));
  // JSON.parse takes the last of two equal keys; the reader of definitions says that there are two.
  const [twice] = readYaml(text).problems;
  if (twice !== undefined) throw usage(`${file}:${twice.line}: ${twice.detail}`, twice.hint);
  return registration;
}

function readText(file: string, name: string): string {
  if (!fs.statSync(file).isFile())
    throw usage(`${name} is not a file.`, 'Name the registration that you wrote.');
  return fs.readFileSync(file, 'utf8');
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw usage(`${name} is not JSON.`, 'Correct it; docs/workflows.md has an example.');
  }
}

function check(document: unknown): Register['written'] {
  const read = readWrittenRegistration(document);
  if (read.ok) return read.registration;
  const [first] = read.problems;
  throw new CommandRefused({
    code: 'invalid-input',
    message: first?.detail ?? 'The registration is not valid.',
    hint: first?.hint ?? 'Correct it.',
    details: read.problems,
  });
}

/** The hand-written file makes way for the canonical one; it comes back when that can't be written. */
async function replaceHandWritten({ root, deps }: Context, slot: string, command: Register) {
  const file = path.join(root, slot);
  const aside = path.join(path.dirname(file), `.${path.basename(file)}.by-hand`);
  fs.renameSync(file, aside);
  try {
    const decision = orRefuse(await registerItem(deps, command));
    fs.rmSync(aside);
    return decision;
  } catch (error) {
    if (!fs.existsSync(file)) fs.renameSync(aside, file);
    throw error;
  }
}
