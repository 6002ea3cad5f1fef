/** Claims, outcomes and requeues (semantics §4). */
import { rowOf, type Row } from './blueprint.ts';
import { allow, judge, refuse, repeat, type ActionOf, type Verdict } from './actions.ts';
import {
  isRunning,
  lastLive,
  openOf,
  triesOf,
  type Holding,
  type Life,
  type Model,
  type Try,
} from './life.ts';
import { isClaimable, launch, needsRequeue, wave } from './readiness.ts';

type Claimant = Pick<Holding, 'executor' | 'machine'>;

const isOwner = (holding: Holding | undefined, { executor, machine }: Claimant): boolean =>
  holding?.executor === executor && holding.machine === machine;

export function claim(model: Model, life: Life, action: ActionOf<'claim'>): Verdict {
  const { step, executor, person } = action;
  const row = rowOf(life.blueprint, step);
  if (row === undefined) return refuse(2);
  const open = openOf(life, step);
  if (open !== undefined && isRunning(open))
    return isOwner(open.claim, action) && open.claim?.person === person ? repeat : refuse(3);
  const launched = open !== undefined && isClaimable(model, life, open);
  const defined = open?.row ?? row;
  const isBusy = life.tries.some((it) => isRunning(it) && it.claim?.executor === executor);
  return judge(
    [
      [!launched && !wave(model, life).includes(row), 4],
      [isBusy, 4],
      [failing(model, defined.entryCriteria), 4],
    ],
    () => take(model, life, open ?? launch(life, row), action),
  );
}

function take(model: Model, life: Life, it: Try, action: ActionOf<'claim'>): void {
  const digest = digestOf(model, it);
  it.claim = { ...action, digest };
  const twin = action.force ? undefined : unchangedSince(life, it, digest);
  if (twin === undefined) return;
  it.end = { status: 'completed', words: twin.end?.words ?? '', by: action.executor };
  it.made = twin.made;
}

const held = (model: Model, paths: readonly string[]): string =>
  paths.map((path) => `${path}=${model.outside.contents}`).join();

/** What the work is made of: the files, the definition, and the outputs that it builds on. */
function digestOf(model: Model, { row, builtOn }: Try): string {
  // Who comes before a step is no part of its definition where it does not say so itself.
  const definition = { ...row, needs: undefined };
  const built = builtOn.map(({ key, made }) => [key, made]);
  return JSON.stringify([held(model, row.inputs), definition, built]);
}

/** An earlier completion of the step that was made of the same; not one that was sent back, nor any before that. */
function unchangedSince(life: Life, it: Try, digest: string): Try | undefined {
  if (it.row.inputs.length === 0) return undefined;
  const before = life.tries.filter((one) => one !== it && one.step === it.step);
  const refused = before.findLastIndex(({ name }) =>
    life.rejections.some(({ sentBack }) => sentBack === name),
  );
  return before
    .slice(refused + 1)
    .findLast(({ end: by, claim: own }) => by?.status === 'completed' && own?.digest === digest);
}

export function end(model: Model, life: Life, action: ActionOf<'end'>): Verdict {
  const { k, status, words, executor } = action;
  const found = claimed(life, action.step, k, action);
  const isOthers = typeof found !== 'number' && found.claim?.executor !== executor;
  const it = (isOthers ? saidBefore(life, action) : undefined) ?? found;
  if (typeof it === 'number') return refuse(it);
  if (it.end !== undefined) {
    if (it.claim?.executor !== executor) return refuse(3);
    return it.end.status === status && it.end.words === words ? repeat : refuse(4);
  }
  if (!isOwner(it.claim, action)) return refuse(3);
  if (status === 'completed' && failing(model, it.row.exitCriteria)) return refuse(4);
  return allow(() => {
    it.end = { status, words, by: executor };
    it.made = status === 'completed' ? held(model, it.row.outputs) : '';
  });
}

/** "Twice by the same owner with the same words: the earlier record", whoever works on a later attempt by now. */
function saidBefore(life: Life, action: ActionOf<'end'>): Try | undefined {
  const { step, k, status, words, executor } = action;
  const all = life.tries.filter((it) => it.step === step || it.key === step);
  const mine = all.findLast((it) => it.claim?.executor === executor);
  const isSame = mine?.end?.status === status && mine.end.words === words;
  return k === undefined && isSame ? mine : undefined;
}

/** Does one of these checks fail in the world outside? */
const failing = ({ outside }: Model, criteria: Row['exitCriteria']): boolean =>
  criteria.some(({ id }) => outside.failing.has(id));

/**
 * The claimed attempt that an ending is about: the one named; else the running one, their own if there is one; else the
 * last one. A migration renames steps under the hands of whoever works on them: the key at the launch will do too.
 */
function claimed(life: Life, step: string, k?: number, by?: Claimant): Try | 2 | 4 {
  const now = triesOf(life, step);
  const then = life.tries.filter((it) => it.key === step && it.step !== step);
  const isKnown = rowOf(life.blueprint, step) !== undefined || then.length > 0;
  if (!isKnown) return 2;
  const all = [...then, ...now].filter((it) => it.claim !== undefined);
  if (all.length === 0) return 4;
  if (k !== undefined) return all.findLast((it) => it.k === k) ?? 2;
  const running = all.filter(isRunning);
  return (
    (by && running.findLast((it) => isOwner(it.claim, by))) ?? running.at(-1) ?? all.at(-1) ?? 4
  );
}

export function abandon(_: Model, life: Life, action: ActionOf<'abandon'>): Verdict {
  const { step, words, person } = action;
  const it = claimed(life, step);
  if (typeof it === 'number') return refuse(it);
  if (it.end !== undefined) {
    const isSame = it.end.status === 'abandoned' && it.end.words === words;
    return isSame && it.end.by === person ? repeat : refuse(4);
  }
  return allow(() => void (it.end = { status: 'abandoned', words, by: person }));
}

export function retry(_: Model, life: Life, { step, person }: ActionOf<'retry'>): Verdict {
  const row = rowOf(life.blueprint, step);
  if (row === undefined) return refuse(2);
  if (life.ended !== undefined) return refuse(4);
  const last = lastLive(life, step);
  if (last?.requeuedBy !== undefined) return last.requeuedBy === person ? repeat : refuse(3);
  return judge([[!needsRequeue(life, row), 4]], () => {
    if (last !== undefined) last.requeuedBy = person;
  });
}

export function schedule(model: Model, life: Life, { executors }: ActionOf<'schedule'>): Verdict {
  return allow(() => wave(model, life, executors).forEach((row) => launch(life, row)));
}
