/** `publish`: a draft becomes a version of its workflow, with its entry in the change log. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { publish as publishDraft, type Published } from '@orchestrator/app';
import { createDefinitionShelf, gitTop, readDraft } from '@orchestrator/stores';
import type { Context } from '../context.ts';
import { CommandRefused, orRefuse, usage } from '../failure.ts';
import { actorFor } from '../identity.ts';
import { given, textInput } from '../inputs.ts';
import { describeDifferences, describeFirst } from './changelog.ts';
import { word, type Options } from './options.ts';

export async function publish(
  context: Context,
  options: Options,
  [file]: readonly string[],
): Promise<undefined> {
  const { deps, root } = context;
  const told = given({
    author: textInput('--author', word(options['author'])),
    reason: textInput('--reason', word(options['reason'])),
    impact: textInput('--impact', word(options['impact'])),
  });
  const actor = await actorFor(word(options['actor']), deps.repository);
  const draft = await draftIn(root, file);
  const shelf = createDefinitionShelf(root);
  const published = orRefuse(await publishDraft(deps, shelf, { draft, given: told, actor }));
  const { id, version } = published.workflow;
  if (commits(context)) await deps.repository.commit([published.path], `Publish ${id}@${version}`);
  const { ok: _, ...answer } = published;
  context.show({ schema: 'orchestrator.publish/1', ...answer }, () =>
    describe(published, draft.workflow, context),
  );
  return undefined;
}

async function draftIn(root: string, file: string | undefined) {
  if (file === undefined)
    throw usage('No file is named.', 'Name the draft: orchestrator publish FILE');
  const stat = fs.statSync(path.resolve(root, file), { throwIfNoEntry: false });
  if (stat === undefined)
    throw usage(`There is no file ${file}.`, 'Name the draft that you wrote.', 'file-missing');
  if (!stat.isFile()) throw usage(`${file} is not a file.`, 'Name the draft that you wrote.');
  const read = await readDraft(root, file);
  if (read.ok) return read.draft;
  const [first, ...others] = read.problems;
  throw new CommandRefused({
    code: 'invalid-definition',
    message: `${first?.path ?? file}:${first?.line ?? 1}: ${first?.detail ?? 'It is not valid.'}${others.length > 0 ? ` (and ${others.length} more: orchestrator validate ${file})` : ''}`,
    hint: first?.hint ?? `Run: orchestrator validate ${file}`,
    details: read.problems,
  });
}

/** The file lies in the checkout, wherever items live. */
const commits = ({ options, root, deps: { inForce } }: Context): boolean => {
  const { store } = inForce.policy;
  const wanted = options.commit || (store.kind === 'worktree' && store.commit);
  return wanted && gitTop(root) !== undefined;
};

function describe(
  { workflow, path: file, change, previous, differences, higher, repeated, inFlight }: Published,
  {
    effectiveFrom,
    effectiveUntil,
  }: { effectiveFrom?: string | undefined; effectiveUntil?: string | undefined },
  { terminal: { style } }: Context,
): string {
  const { id, version } = workflow;
  const line = (name: string, value: string): string =>
    `  ${style('dim', name.padEnd(9))} ${value.replace(/\s*\n\s*/g, ' ')}`;
  const changed =
    differences === undefined
      ? [`unknown: ${previous?.version ?? ''} can't be read`]
      : previous === undefined
        ? describeFirst(differences)
        : describeDifferences(differences).map((text) => `${text} (since ${previous.version})`);
  return [
    `${id}@${version} is published.${repeated ? ' (It was already.)' : ''}`,
    style('dim', `  ${file}`),
    line('author', change.author),
    line('reason', change.reason),
    line('impact', change.impact),
    ...changed.map((text) => line('changed', text)),
    ...(effectiveFrom === undefined ? [] : [line('from', effectiveFrom)]),
    ...(effectiveUntil === undefined ? [] : [line('until', effectiveUntil)]),
    ...(higher === undefined
      ? []
      : [line('note', `${higher} is a higher version of ${id}, and stays the newest one.`)]),
    ...nextSteps(workflow, inFlight),
  ].join('\n');
}

/** How many items are named. */
const mostNamed = 5;

function nextSteps(
  { id, version }: Published['workflow'],
  inFlight: readonly string[],
): readonly string[] {
  const more = inFlight.length - mostNamed;
  const register = `orchestrator register --work-item ID --workflow ${id}@${version}`;
  if (inFlight.length === 0) return [`  Next: ${register}`];
  return [
    `  ${inFlight.length} item(s) in flight stay under their versions until they are migrated. Next:`,
    ...inFlight
      .slice(0, mostNamed)
      .map((item) => `  orchestrator migrate --work-item ${item} --to ${version} --dry-run`),
    ...(more > 0 ? [`  and ${more} more: orchestrator list --workflow ${id}`] : []),
  ];
}
