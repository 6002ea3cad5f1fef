/** `status`, `explain`, `next`, `history`: nothing is written. */
import * as views from '@orchestrator/app';
import type {
  BlockerView,
  GatePacket,
  NextView,
  Packet,
  Relation,
  StatusView,
} from '@orchestrator/core';
import type { Context } from '../context.ts';
import { orRefuse } from '../failure.ts';
import { itemInput, optionalStep } from '../inputs.ts';
import { table, type Terminal } from '../terminal.ts';
import { word, type Options } from './options.ts';

export { list } from './list.ts';

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
    line('owner', ownersLine(view)),
    line('now', view.running.length === 0 ? '–' : view.running.map(runningText).join('; ')),
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
    ...view.blockers.map((it) => line('blocked', blockerLine(it, view.workItemId))),
    ...view.pendingBranches.map(({ step, done, pending }) =>
      line('join', `${step} waits for ${keys(pending)}; done: ${keys(done)}`),
    ),
    ...view.relations.map((it) => line('linked', relationLine(it))),
    ...view.reviews.map(({ gate, decision, by, reason }) =>
      line('review', `${gate}: ${decision} by ${by}${reason === '' ? '' : `: ${reason}`}`),
    ),
    ...view.migrations.map(({ from, to, by, reason, rollback }) =>
      line(rollback ? 'rolled back' : 'migrated', `${from} → ${to} by ${by}: ${reason}`),
    ),
    ...view.reworks.map(({ step, by, gate: at, reason }) =>
      line('sent back', `${step} by ${by} at ${at}: ${reason}`),
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

/** Who works on it is the first question when it does not go on. */
const runningText = ({ step, executor, by, since }: StatusView['running'][number]): string =>
  `${step} (${executor === by ? by : `${executor}, ${by}`}, since ${since})`;

function ownersLine({ owner, stepOwners }: StatusView): string {
  const others = Object.entries(stepOwners).map(([step, person]) => `${step}: ${person}`);
  return others.length === 0 ? owner : `${owner} (${others.join(', ')})`;
}

function blockerLine(
  { id, type, step, owner, reason, holdsUp }: BlockerView,
  item: string,
): string {
  const behind =
    holdsUp.length > 1
      ? `; holds up ${holdsUp.length} steps`
      : holdsUp.length === 0
        ? '; holds up nothing'
        : '';
  return [
    `${step ?? 'the whole item'} by ${id} (${type}, ${owner}): ${reason}${behind}`,
    `            orchestrator unblock --work-item ${item} --blocker ${id} --reason "…"`,
  ].join('\n');
}

/** The other item's side is told from this one's. */
const inverse: Readonly<Record<Relation['kind'], string>> = {
  'blocked-by': 'blocks',
  relates: 'is related to by',
  duplicates: 'is suspected to be duplicated by',
  linked: 'was linked by',
  merged: 'took over',
};

function relationLine({ kind, item, direction, by, reason }: Relation): string {
  const how = direction === 'from' ? inverse[kind] : kind === 'merged' ? 'merged into' : kind;
  return `${how} ${item}${by === undefined ? '' : ` (${by}: ${reason ?? ''})`}`;
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
    [
      ...view.steps.map(({ key, state, since, because }) =>
        [
          `${terminal.style('bold', key)}: ${state}${since === undefined ? '' : ` since ${since}`}`,
          ...because.map(
            ({ rule, ok, detail }) =>
              `  ${ok ? terminal.style('green', 'yes') : terminal.style('red', 'no ')} ${rule}: ${detail}`,
          ),
        ].join('\n'),
      ),
      `Next: ${view.nextAction}`,
    ].join('\n'),
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
    ...gate.suspectedDuplicateOf.map(
      (other) =>
        `  - suspected to be a duplicate of ${other}: orchestrator status --work-item ${other}`,
    ),
    ...gate.covered.flatMap(({ step, by, outcome, nextAction, path, warnings }) => [
      `  - ${step} by ${by}: ${outcome} → ${nextAction}`,
      ...warnings.map((text) => `    ${text}`),
      style('dim', `    ${path}`),
    ]),
    ...gate.decisions.map(
      (decision) => `${decide} --decision ${decision}${moreFor(decision, gate)} ${shown}`,
    ),
  ].join('\n');
}

/** What a decision needs besides its reason. */
function moreFor(decision: string, { returnTo }: GatePacket): string {
  if (decision === 'merge' || decision === 'link') return ' --target ITEM';
  return decision === 'reject' ? ` --return-to ${returnTo ?? 'STEP'}` : '';
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
      `for ${packet.workItem.title}`,
      Object.entries(packet.workItem.inputs).map(([name, value]) => `${name}: ${value}`),
    ),
    ...all(
      'sent back because',
      packet.rework.flatMap(({ by, reason, followUps }) => [
        `${by}: ${reason}`,
        ...followUps.map((text) => `  must follow: ${text}`),
      ]),
    ),
    ...all(
      'earlier attempts',
      packet.earlier.map(
        ({ attempt, status: end, void: isVoid, by, outcome }) =>
          `${attempt} ${end} by ${by}${isVoid ? ', and void' : ''}: ${outcome}`,
      ),
    ),
    ...all(
      'corrected since',
      [...packet.handoffs, ...packet.earlier].flatMap(({ path, corrections = [] }) =>
        corrections.flatMap(({ by, set, reason }) =>
          Object.entries(set).map(
            ([field, text]) => `${path} ${field}: ${text} (${by}: ${reason})`,
          ),
        ),
      ),
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

export async function history(
  { deps, show, terminal }: Context,
  options: Options,
): Promise<undefined> {
  const { view } = orRefuse(await views.history(deps, itemInput(word(options['workItem']))));
  show(view, () =>
    [
      table(
        [
          ['at', 'id', 'actor', 'what'],
          ...view.entries.map(({ at, record, actor, detail }) => [
            at,
            record.slice(0, 8),
            actor,
            detail,
          ]),
        ],
        terminal.width,
      ),
      ...view.damaged.map(({ path, detail, hint }) => `damaged: ${path}: ${detail} → ${hint}`),
    ].join('\n'),
  );
  return undefined;
}
