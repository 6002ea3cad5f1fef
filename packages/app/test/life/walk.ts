/** One walk: what the real thing answers and shows is held against the model after every action. */
import { isDeepStrictEqual } from 'node:util';
import { exitOf, scheduleView, statusView, type Refused } from '@orchestrator/core';
import { verify } from '@orchestrator/app';
import { granted } from '../world.ts';
import type { Real } from './act.ts';
import { describe, type Written } from './blueprint.ts';
import type { Walk } from './choice.ts';
import { firstAction, toAction } from './choose.ts';
import { roles } from './definitions.ts';
import type { Action, Verdict } from './actions.ts';
import { expected, shown } from './expected.ts';
import { broken } from './invariants.ts';
import { nextOf } from './finish.ts';
import { gateState, phaseOf, type Model } from './life.ts';
import { decide, newModel } from './model.ts';
import { isDone } from './readiness.ts';
import { wayOn } from './way-on.ts';

/** What happened in a walk, for the counts of the test: how often each kind was carried out, repeated and refused. */
export type Tally = Map<string, { done: number; repeated: number; refused: number }>;

/** The model and the real thing do not agree. */
class Difference extends Error {}

const differ = (what: string, wanted: unknown, got: unknown): never => {
  throw new Difference(
    `${what}\n  model: ${JSON.stringify(wanted)}\n  real:  ${JSON.stringify(got)}`,
  );
};

export interface Manner {
  readonly real: Real;
  readonly tally?: Tally;
}

/** Walks to the end; what differs on the way is told with everything that was done, so that it can be done again. */
export async function walkAlong(
  { versions, choices, isThorough }: Walk,
  { real, tally }: Manner,
): Promise<readonly Action[]> {
  const model = newModel(versions, roles);
  const actions: Action[] = [];
  const take = async (action: Action): Promise<void> => {
    actions.push(action);
    await step(model, real, action, tally);
    if (isThorough) await expectClean(model, real);
  };
  try {
    await take(firstAction(choices));
    for (const [turn, choice] of choices.entries())
      await take(toAction(model, versions, choice, turn));
    if (isThorough) await finish(model, take);
    await expectClean(model, real);
  } catch (error) {
    throw new Error(account(versions, actions, error), { cause: error });
  }
  return actions;
}

/** Every item can be brought to its end, but for gates that wait for people who are not here. */
async function finish(model: Model, take: (action: Action) => Promise<void>): Promise<void> {
  for (const life of model.lives.values()) {
    let turn = 0;
    for (
      let next = nextOf(model, life, turn);
      next !== undefined;
      next = nextOf(model, life, turn)
    ) {
      await take(next);
      turn += 1;
      if (turn > 100) differ(`An end of ${life.item}`, 'some', 'none');
    }
    const waits = life.blueprint.gates.some((gate) => phaseOf(life, gate) === 'pending');
    if (life.ended === undefined && !isDone(life) && !waits)
      differ(`An end of ${life.item}`, 'some', expected(model, life));
  }
}

function account(versions: readonly Written[], actions: readonly Action[], error: unknown): string {
  const what =
    error instanceof Difference ? error.message : error instanceof Error ? error.stack : error;
  const used = new Set(
    actions.flatMap((it) =>
      it.kind === 'migrate' ? it.to : it.kind === 'register' ? it.version : [],
    ),
  );
  return [
    String(what),
    ...versions.filter(({ version }) => used.has(version)).map((it) => `  ${describe(it)}`),
    ...actions.map((it, place) => `  ${place + 1}. ${JSON.stringify(it)}`),
  ].join('\n');
}

/** Carries out an action and compares everything that the model has an opinion about. */
async function step(model: Model, real: Real, action: Action, tally?: Tally): Promise<void> {
  const verdict = decide(model, action);
  const before = new Map(real.memory.files);
  const answer = await real.act(action);
  compareAnswers(verdict, answer);
  verdict.change();
  // In another world the same command need not be a repetition.
  if (action.kind === 'outside') model.last.clear();
  else if (verdict.exits.length === 0) model.last.set(action.item, action);
  if (action.kind !== 'outside') compareRecords(before, real.memory.files, verdict, action);
  const row = tally?.get(action.kind) ?? { done: 0, repeated: 0, refused: 0 };
  row[verdict.exits.length > 0 ? 'refused' : verdict.isRepeated ? 'repeated' : 'done'] += 1;
  tally?.set(action.kind, row);
  if (verdict.exits.length === 0) await compareViews(model, real, action.item);
}

function compareAnswers({ exits }: Verdict, answer: { readonly ok: true } | Refused): void {
  if (answer.ok) {
    if (exits.length > 0) differ('The answer', { refused: exits }, 'carried out');
    return;
  }
  const { code, message } = answer.refusal;
  if (!exits.some((exit) => exit === exitOf(answer.refusal)))
    differ(
      'The answer',
      exits.length > 0 ? { refused: exits } : 'carried out',
      `${exitOf(answer.refusal)} ${code}: ${message}`,
    );
}

const isView = (path: string): boolean => path.startsWith('artifacts/schedule/');

/** Records only ever come; a refusal and a repetition leave them as they are. */
function compareRecords(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
  { exits, isRepeated }: Verdict,
  { kind, item }: Action,
): void {
  for (const [path, text] of before)
    if (!isView(path) && after.get(path) !== text) differ('A record changed', text, path);
  const added = [...after.keys()].filter((path) => !before.has(path) && !isView(path));
  const foreign = added.filter((path) => !path.includes(item));
  if (foreign.length > 0) differ('Records of another item', [], foreign);
  if (exits.length > 0 || isRepeated) {
    if (added.length > 0) differ('Records of what was refused or repeated', [], added);
  } else if (added.length === 0 && kind !== 'schedule') differ('Records', 'some', 'none');
}

/** The item itself, and those that it may be seen on. */
async function compareViews(model: Model, real: Real, about: string): Promise<void> {
  for (const [item, life] of model.lives) {
    if (item !== about && life.links.length === 0) continue;
    const state = await real.stateOf(item);
    const [view, status] = [scheduleView(state), statusView(state)];
    const [wanted, got] = [expected(model, life), shown(view, status)];
    if (!isDeepStrictEqual(got, wanted)) differ(`The views of ${item}`, wanted, got);
    if (view.nextAction.trim() === '' || status.nextAction.trim() === '')
      differ(`The next action of ${item}`, 'some', 'none');
    for (const gate of life.blueprint.gates)
      compareDigest(real, gateState(life, gate), state.gates.get(gate.key)?.state);
    const wrong = broken(life);
    if (wrong !== undefined) differ(`Two at once in ${item}`, 'nothing', wrong);
    const dead = wayOn(model, life);
    if (dead !== undefined) differ(`A way on for ${item}`, 'some', dead);
    if (state.damages.length > 0) differ(`Damages of ${item}`, [], state.damages);
  }
}

/** Two states of gates have one digest exactly where the model says that they are one. */
function compareDigest({ digests }: Real, state?: string, digest?: string): void {
  if (state === undefined || digest === undefined) {
    if (state !== digest) differ('The state of a gate', state, digest);
    return;
  }
  const known = digests.get(state);
  const [item = ''] = state.split(' ');
  const isTaken = [...digests].some(([it, own]) => it.startsWith(`${item} `) && own === digest);
  if (known === undefined && isTaken) differ('The digest of a gate', 'a new one', digest);
  if (known !== undefined && known !== digest) differ('The digest of a gate', known, digest);
  digests.set(state, digest);
}

/** Nothing in the history of any item is wrong. */
async function expectClean(model: Model, real: Real): Promise<void> {
  for (const item of model.lives.keys()) {
    const { violations } = (await granted(verify(real.deps, { item }))).report;
    if (violations.length > 0) differ(`Violations of ${item}`, [], violations);
  }
}
