/** `list`: all items that pass the filters, one line each; and the filters, which `export` takes as well. */
import * as views from '@orchestrator/app';
import type { Filter, ListedItem } from '@orchestrator/app';
import { itemStates } from '@orchestrator/core';
import type { Context } from '../context.ts';
import { choice, given, personInput, textInput, timeInput } from '../inputs.ts';
import { duration } from '@orchestrator/render/duration';
import { cut, table } from '../terminal.ts';
import { word, type Options } from './options.ts';

/** Filters as `list` and `export` take them. */
export function filterOf(options: Options): Filter {
  return given({
    owner: personInput('--owner', word(options['owner'])),
    workflow: textInput('--workflow', word(options['workflow'])),
    status: choice('--status', word(options['status']), [...itemStates, 'damaged'] as const),
    since: timeInput('--since', word(options['since'])),
    until: timeInput('--until', word(options['until'])),
    mode: choice('--mode', word(options['mode']), views.filterModes),
  });
}

export async function list(
  { deps, show, terminal }: Context,
  options: Options,
): Promise<undefined> {
  const filter = filterOf(options);
  const items = await views.list(deps, filter);
  show({ schema: 'orchestrator.list/1', items }, () =>
    items.length === 0 ? nothingToShow(filter) : describeList(items, terminal.width),
  );
  return undefined;
}

const nothingToShow = (filter: Filter): string =>
  Object.keys(filter).length > 0
    ? 'No work item passes the filter.'
    : 'No work items. Register one: orchestrator register --work-item ID --workflow ID@VERSION';

const describeList = (items: readonly ListedItem[], width: number): string =>
  table(
    [['item', 'state', 'steps', 'next', 'lead time', 'owner', 'workflow'], ...items.map(listRow)],
    width,
  );

/** What is to be done matters most, and must not crowd out the rest. In characters. */
const longestNext = 44;

function listRow(item: ListedItem): readonly string[] {
  if (!('clocks' in item))
    return [item.workItemId, item.state, '–', '–', '–', '–', item.error.hint];
  const { leadTimeMs } = item.clocks;
  return [
    item.workItemId,
    item.state,
    `${item.completed}/${item.total}`,
    cut(item.nextAction, longestNext),
    leadTimeMs === undefined ? '–' : duration(leadTimeMs),
    item.owner,
    `${item.workflow.id}@${item.workflow.version}`,
  ];
}
