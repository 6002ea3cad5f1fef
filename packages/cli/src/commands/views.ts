/** `status`, `explain`, `next`, `list`, `history`: nothing is written. */
import * as views from '@orchestrator/app';
import type { Filter, ListedItem } from '@orchestrator/app';
import { itemStates } from '@orchestrator/core';
import type { GatePacket, NextView, Packet, StatusView } from '@orchestrator/core';
import type { Context } from '../context.ts';
import { orRefuse } from '../failure.ts';
import {
  choice,
  given,
  itemInput,
  optionalStep,
  personInput,
  textInput,
  timeInput,
} from '../inputs.ts';
import { cut, duration, table, type Terminal } from '../terminal.ts';
import { word, type Options } from './options.ts';

export async function status(
  { deps, show, terminal }: Context,
  options: Options,
): Promise<undefined> {
  const { view } = orRefuse(await views.status(deps, itemInput(word(options['workItem']))));
  show(view, () => describeStatus(view, terminal));
  return undefined;
}

function describeStatus(view: StatusView, { style }: Terminal): string {
  const { id, version } = view.workflow;
  const line = (name: string, value: string): string => `${style('dim', name.padEnd(11))} ${value}`;
  const keys = (list: readonly string[]): string => (list.length === 0 ? '–' : list.join(', '));
  return [
    style('bold', `${view.workItemId}: ${view.title}`),
    line('workflow', `${id}@${version}`),
    line('state', `${view.state}, ${view.completed} of ${view.total} steps completed`),
    line('owner', view.owner),
    line('now', keys(view.currentSteps)),
    line('next', keys(view.nextSteps)),
    ...view.remainingExitCriteria.map((it) =>
      line('to verify', `${it.step}: ${it.text} (${it.verifiedBy})`),
    ),
    ...view.gates.map((it) =>
      line(
        'gate',
        `${it.key}: ${it.state}, ${it.approvedBy.length} of ${it.approvals}${it.digest === undefined ? '' : `, state ${it.digest}`}`,
      ),
    ),
    ...view.failures.map(({ step, attempt, status: end, outcome }) =>
      line(
        'not done',
        `${step}: attempt ${attempt} ${end}: ${outcome}\n            orchestrator retry --work-item ${view.workItemId} --step ${step} --reason "…"`,
      ),
    ),
    ...(view.rework.times > 0
      ? [line('rework', `${view.rework.times} time(s), ${view.rework.steps} step(s)`)]
      : []),
    ...(view.baseline.steps.length > 0 ? [line('integrated', keys(view.baseline.steps))] : []),
    ...view.damaged.map(({ path, detail, hint }) =>
      line('damaged', `${path}: ${detail} → ${hint}`),
    ),
    line('do', view.nextAction),
  ].join('\n');
}

export async function explain(
  { deps, show, terminal }: Context,
  options: Options,
): Promise<undefined> {
  const item = itemInput(word(options['workItem']));
  const { view } = orRefuse(
    await views.explain(deps, item, optionalStep('--step', word(options['step']))),
  );
  show(view, () =>
    view.steps
      .map(({ key, state, since, because }) =>
        [
          `${terminal.style('bold', key)}: ${state}${since === undefined ? '' : ` since ${since}`}`,
          ...because.map(
            ({ rule, ok, detail }) =>
              `  ${ok ? terminal.style('green', 'yes') : terminal.style('red', 'no ')} ${rule}: ${detail}`,
          ),
        ].join('\n'),
      )
      .join('\n'),
  );
  return undefined;
}

export async function next(
  { deps, show, terminal }: Context,
  options: Options,
): Promise<undefined> {
  const item = itemInput(word(options['workItem']));
  const { view } = orRefuse(
    await views.next(deps, item, optionalStep('--step', word(options['step']))),
  );
  show(view, () => describeNext(view, terminal));
  return undefined;
}

function describeNext(view: NextView, terminal: Terminal): string {
  const packets = view.steps.map((packet) => describePacket(packet, view.workItemId, terminal));
  const gates = view.gates.map((gate) => describeGate(gate, view.workItemId, terminal));
  return [...packets, ...gates, `Next: ${view.nextAction}`].join('\n\n');
}

function describeGate(gate: GatePacket, item: string, { style }: Terminal): string {
  const deciders = [...gate.users, ...gate.roles.map((role) => `the role ${role}`)].join(', ');
  const decide = `orchestrator gate --work-item ${item} --gate ${gate.key}`;
  const shown = `--state ${gate.digest ?? ''} --reason "…"`;
  return [
    `${style('bold', `Gate ${gate.key}`)}: ${gate.approvedBy.length} of ${gate.approvals} approval(s), to be decided by ${deciders === '' ? 'anybody' : deciders}`,
    ...gate.covered.flatMap(({ step, by, outcome, nextAction, path, warnings }) => [
      `  - ${step} by ${by}: ${outcome} → ${nextAction}`,
      ...warnings.map((text) => `    ${text}`),
      style('dim', `    ${path}`),
    ]),
    `${decide} --decision approve ${shown}`,
    `${decide} --decision reject ${shown}${gate.returnTo === undefined ? ' --return-to STEP' : ''}`,
  ].join('\n');
}

function describePacket(packet: Packet, item: string, { style }: Terminal): string {
  const all = (name: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : [style('dim', name), ...lines.map((text) => `  - ${text}`)];
  const command =
    packet.state === 'ready'
      ? `orchestrator claim --work-item ${item} --step ${packet.key}`
      : `orchestrator complete --work-item ${item} --step ${packet.key} --attempt ${packet.attemptId ?? String(packet.attempt)} --executor ${packet.executor ?? 'local'} --outcome "…"`;
  return [
    style(
      'bold',
      `${packet.title} (${packet.key}, attempt ${packet.attempt}, ${packet.state}${packet.executor === undefined ? '' : ` with ${packet.executor}`})`,
    ),
    ...(packet.description === '' ? [] : [packet.description]),
    ...(packet.prompt === undefined ? [] : [`Prompt: ${packet.prompt}`]),
    ...all(
      'sent back because',
      packet.rework.flatMap(({ by, reason, followUps }) => [
        `${by}: ${reason}`,
        ...followUps.map((text) => `  must follow: ${text}`),
      ]),
    ),
    ...all(
      'before you start',
      packet.entryCriteria.map(({ text }) => text),
    ),
    ...all(
      'tasks',
      packet.tasks.map(({ id, title }) => `${id} ${title}`),
    ),
    ...all(
      'to be verified',
      packet.exitCriteria.map(({ text, verifiedBy }) => `${text} (${verifiedBy})`),
    ),
    ...all('read', packet.links),
    ...(packet.run === undefined
      ? []
      : [
          `${style('dim', 'run')} ${typeof packet.run === 'string' ? packet.run : packet.run.join(' ')}`,
        ]),
    command,
  ].join('\n');
}

/** Filters as `list` and `export` take them. */
export function filterOf(options: Options): Filter {
  return given({
    owner: personInput('--owner', word(options['owner'])),
    workflow: textInput('--workflow', word(options['workflow'])),
    status: choice('--status', word(options['status']), [...itemStates, 'damaged'] as const),
    since: timeInput('--since', word(options['since'])),
    until: timeInput('--until', word(options['until'])),
  });
}

export async function list(
  { deps, show, terminal }: Context,
  options: Options,
): Promise<undefined> {
  const items = await views.list(deps, filterOf(options));
  show({ schema: 'orchestrator.list/1', items }, () =>
    items.length === 0 && Object.keys(filterOf(options)).length > 0
      ? 'No work item passes the filter.'
      : items.length === 0
        ? 'No work items. Register one: orchestrator register --work-item ID --workflow ID@VERSION'
        : table(
            [
              ['item', 'state', 'steps', 'next', 'lead time', 'owner', 'workflow'],
              ...items.map(listRow),
            ],
            terminal.width,
          ),
  );
  return undefined;
}

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

export async function history(
  { deps, show, terminal }: Context,
  options: Options,
): Promise<undefined> {
  const { view } = orRefuse(await views.history(deps, itemInput(word(options['workItem']))));
  show(view, () =>
    [
      table(
        [
          ['at', 'actor', 'what'],
          ...view.entries.map(({ at, actor, detail }) => [at, actor, detail]),
        ],
        terminal.width,
      ),
      ...view.damaged.map(({ path, detail, hint }) => `damaged: ${path}: ${detail} → ${hint}`),
    ].join('\n'),
  );
  return undefined;
}
