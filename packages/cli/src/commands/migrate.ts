/** `migrate`: take an item to another version of its workflow, or back; with --dry-run say what that would do. */
import { migrate as migrateItem, type Migrated } from '@orchestrator/app';
import type { Context } from '../context.ts';
import { orRefuse, usage } from '../failure.ts';
import { stepPairsInput, versionInput } from '../inputs.ts';
import { table, type Terminal } from '../terminal.ts';
import { whoAndWhy } from './decision.ts';
import { list, word, type Options } from './options.ts';
import { whatNext } from './what-next.ts';

export async function migrate(context: Context, options: Options): Promise<undefined> {
  const to = word(options['to']);
  const isRollback = options['rollback'] === true;
  if (isRollback === (to !== undefined)) {
    throw usage(
      isRollback ? '--rollback goes back by itself, without --to.' : '--to is missing.',
      'Name the version (--to 2.0.0), or undo the last migration (--rollback).',
    );
  }
  const renames = stepPairsInput('--map', list(options['map']));
  if (isRollback && Object.keys(renames).length > 0)
    throw usage('A rollback goes back the way it came, without --map.', 'Leave --map out.');
  const dryRun = options['dryRun'] === true;
  const withReason = dryRun ? { reason: 'a dry run', ...options } : options;
  const command = { ...(await whoAndWhy(context, withReason)), renames, dryRun };
  const target = to === undefined ? {} : { to: versionInput('--to', to) };
  const migrated = orRefuse(await migrateItem(context.deps, { ...command, ...target }));
  context.show(documentOf(migrated, dryRun), () => describe(migrated, dryRun, context.terminal));
  return undefined;
}

function documentOf({ decision, preview }: Migrated, dryRun: boolean): object {
  const { answer, repeated } = decision;
  const { workItemId, from, to, mapping, dropped } = answer.record;
  const { steps, added, reopens, lost, approvalsFall, gatesAdded, orphaned } = preview;
  return {
    schema: 'orchestrator.migration/1',
    workItemId,
    ...(dryRun ? { dryRun } : { record: answer.id, path: answer.path }),
    ...{ from, to, rollback: answer.record.undoes !== undefined, mapping, dropped },
    ...{ steps, added, reopens, lost, approvalsFall, gatesAdded, orphaned },
    ...(repeated && { repeated }),
  };
}

function describe({ decision, preview }: Migrated, dryRun: boolean, terminal: Terminal): string {
  const { answer, repeated } = decision;
  const { workItemId, from, to, undoes } = answer.record;
  const what = undoes === undefined ? 'goes on' : 'goes back';
  const verb = dryRun ? 'would go' : 'goes';
  const rows = preview.steps.map((it) => [
    it.step,
    it.state,
    it.becomes === null ? 'dropped' : it.becomes === it.step ? 'kept' : `renamed ${it.becomes}`,
    it.stateAfter ?? '–',
  ]);
  const note = (keys: readonly string[], text: string): readonly string[] =>
    keys.length === 0 ? [] : [`${text}: ${keys.join(', ')}`];
  return [
    `${workItemId} ${what.replace('goes', verb)} from ${from.id}@${from.version} to ${to.version}.${repeated ? ' (It was on record already.)' : ''}`,
    ...(rows.length === 0
      ? []
      : [table([['step', 'now', 'becomes', 'and then'], ...rows], terminal.width)]),
    ...note(preview.added, 'New steps'),
    ...note(preview.gatesAdded, 'New gates'),
    ...note(preview.reopens, 'To be done again'),
    ...note(preview.lost, 'Done, and counts no more'),
    ...note(preview.approvalsFall, 'To be approved again'),
    ...note(preview.orphaned, 'Still at work on a dropped step, and will count for nothing'),
    ...(dryRun
      ? ['Nothing was written. Do it: the same without --dry-run, with --reason "…"']
      : [
          terminal.style('dim', `  ${answer.path}`),
          `  Next: ${whatNext(preview.after, `orchestrator status --work-item ${workItemId}`)}`,
          ...(undoes === undefined
            ? [`  Back: orchestrator migrate --work-item ${workItemId} --rollback --reason "…"`]
            : []),
        ]),
  ].join('\n');
}
