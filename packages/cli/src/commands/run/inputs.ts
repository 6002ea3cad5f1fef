/** Options of the gate runner on their way in. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { gateNameSchema, personSchema, runDepths, runSlugPattern } from '@orchestrator/core';
import type { Context } from '../../context.ts';
import { usage } from '../../failure.ts';
import { choice, pathInput } from '../../inputs.ts';
import { word, type Options } from '../options.ts';

/** What a new run is started with. */
export function newRunInput({ root }: Context, options: Options) {
  const promptFile = pathInput('--prompt-file', tidy(word(options['promptFile'])));
  if (promptFile !== undefined) checkPrompt(root, promptFile);
  return {
    slug: slugInput(word(options['slug'])),
    artifactPath: artifactPathInput(root, tidy(word(options['artifactPath']))),
    depth: choice('--depth', word(options['depth']), runDepths) ?? ('standard' as const),
    ...(promptFile !== undefined && { promptFile }),
  };
}

function slugInput(value: string | undefined): string {
  if (value === undefined)
    throw usage('--slug is missing.', 'Say what the run is about: --slug the-word-robot');
  if (runSlugPattern.test(value)) return value;
  const slug = value
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, 35)
    .replace(/-+$/, '');
  throw usage(
    `--slug ${JSON.stringify(value.slice(0, 80))} is not allowed: it has up to 35 small letters, digits and dashes, and does not begin with a dash.`,
    runSlugPattern.test(slug) ? `Did you mean --slug ${slug}?` : 'Correct --slug.',
  );
}

function artifactPathInput(root: string, value: string | undefined): string {
  const given = pathInput('--artifact-path', value);
  if (given === undefined)
    throw usage(
      '--artifact-path is missing.',
      'Name the folder that the outputs lie in, relative to the root; it need not be there yet.',
    );
  // It becomes an argument of commands, which must not read it as an option.
  if (given.startsWith('-') || given.split('/')[0] === '.git')
    throw usage(
      `--artifact-path ${given} is not allowed: it begins with a dash, or is git's own folder.`,
      'Name another folder.',
    );
  checkInside(root, '--artifact-path', given);
  if (fs.statSync(path.join(root, given), { throwIfNoEntry: false })?.isDirectory() === false)
    throw usage(
      `--artifact-path ${given} is a file.`,
      'Name the folder that the outputs lie in; it need not be there yet.',
    );
  return given;
}

/** As people write paths: `./essays/` is `essays`. */
const tidy = (value: string | undefined): string | undefined =>
  value?.replace(/^(?:\.\/)+/, '').replace(/\/+$/, '');

/** Whatever of it is there may not lead elsewhere. */
function checkInside(root: string, flag: string, given: string): void {
  const top = fs.realpathSync(root);
  for (
    let place = path.join(root, given);
    place.length > root.length;
    place = path.dirname(place)
  ) {
    if (fs.lstatSync(place, { throwIfNoEntry: false }) === undefined) continue;
    const isDangling = fs.statSync(place, { throwIfNoEntry: false }) === undefined;
    const way = isDangling ? '' : path.relative(top, fs.realpathSync(place));
    const isOutside = way === '..' || way.startsWith(`..${path.sep}`) || path.isAbsolute(way);
    if (!isOutside && !isDangling) return;
    throw usage(
      `${flag} ${given} goes through a link that leads ${isDangling ? 'nowhere' : 'out of the root'}.`,
      'Name a place inside the root.',
    );
  }
}

/** Larger than anything that somebody writes as a prompt. */
const mostPromptBytes = 256 * 1024;

function checkPrompt(root: string, file: string): void {
  checkInside(root, '--prompt-file', file);
  const stat = fs.statSync(path.join(root, file), { throwIfNoEntry: false });
  if (stat?.isFile() !== true)
    throw usage(
      `--prompt-file ${file} ${stat === undefined ? 'does not exist' : 'is no file'}.`,
      'Name a text file relative to the root.',
      'file-missing',
    );
  if (stat.size > mostPromptBytes)
    throw usage(`--prompt-file ${file} is larger than 256 KiB.`, 'Say it in fewer words.');
}

/** The text of the prompt file; it is read again for each packet, so that it may be sharpened on the way. */
export function promptText(root: string, file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  checkPrompt(root, file);
  const bytes = fs.readFileSync(path.join(root, file));
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw usage(`--prompt-file ${file} is not text.`, 'Write it as UTF-8.');
  }
}

export function runInput(value: string | undefined): string {
  if (value === undefined)
    throw usage('--run is missing.', 'Name the run; they are all in: orchestrator run list');
  return value;
}

export function runGateInput(value: string | undefined): string {
  if (value === undefined) throw usage('--gate is missing.', 'Name the gate, such as --gate G1.');
  if (gateNameSchema.safeParse(value).success) return value;
  throw usage(
    `--gate ${JSON.stringify(value.slice(0, 80))} is no name of a gate.`,
    'A gate is called by a letter, and letters, digits or dashes, such as G1.',
    'unknown-gate',
  );
}

export function agentInput(value: string | undefined): string {
  if (value === undefined)
    throw usage('--agent is missing.', 'Say who does the work: --agent research-orchestrator');
  if (personSchema.safeParse(value).success) return value;
  throw usage(
    `--agent ${JSON.stringify(value.slice(0, 80))} is no name of an agent.`,
    'A name has up to 63 letters, digits and . _ @ [ ] -, and begins with a letter or a digit.',
  );
}

/** The workflow's name, or `name@version`. */
export function runWorkflowInput(value: string | undefined): {
  workflow: string;
  version?: string;
} {
  const [, workflow, version] =
    /^([a-z0-9][a-z0-9-]{0,62})(?:@(\d+\.\d+\.\d+))?$/.exec(value ?? '') ?? [];
  if (workflow !== undefined) return { workflow, ...(version !== undefined && { version }) };
  throw usage(
    value === undefined
      ? 'The workflow is missing (of run start: --workflow).'
      : `${JSON.stringify(value.slice(0, 80))} is no name of a workflow.`,
    'Name it, such as visual-essay.',
  );
}
