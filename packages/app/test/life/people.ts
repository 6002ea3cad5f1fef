/** What stands in the way, who is accountable, what was written wrongly (semantics §5). */
import { judge, refuse, type ActionOf, type Verdict } from './actions.ts';
import { isKnownStep, ownerOf, placeOf, type Life, type Model } from './life.ts';

export function block(_: Model, life: Life, action: ActionOf<'block'>): Verdict {
  const { blocker, step, reason } = action;
  return judge(
    [
      [step !== undefined && !isKnownStep(life, step), 2],
      [reason.trim() === '', 2],
      [life.ended !== undefined, 4],
      [life.blockers.has(blocker) || life.links.includes(`blocked-by:${blocker}`), 4],
    ],
    () =>
      void life.blockers.set(blocker, {
        ...placeOf(life, step),
        ...{ isOfStep: step !== undefined, said: step, isOpen: true },
      }),
  );
}

export function unblock(_: Model, life: Life, { blocker, reason }: ActionOf<'unblock'>): Verdict {
  const obstacle = life.blockers.get(blocker);
  const isLink = life.links.includes(`blocked-by:${blocker}`);
  if (obstacle === undefined && !isLink) return life.ended ? refuse(2, 4) : refuse(2);
  return judge(
    [
      [reason.trim() === '', 2],
      [obstacle?.isOpen === false || (isLink && life.waived.has(blocker)), 4],
    ],
    () => {
      if (obstacle !== undefined) obstacle.isOpen = false;
      else life.waived.add(blocker);
    },
  );
}

export function transfer(_: Model, life: Life, action: ActionOf<'transfer'>): Verdict {
  const { step, to, reason } = action;
  if (step !== undefined && !isKnownStep(life, step)) return refuse(2);
  const owner = ownerOf(life, step);
  return judge(
    [
      [reason.trim() === '', 2],
      [owner === to, 4],
    ],
    () => {
      if (step === undefined) life.owner = to;
      else life.stepOwners.push({ ...placeOf(life, step), owner: to });
    },
  );
}

/** What somebody said in a record may be corrected; which record and which field, the pages leave to what it holds. */
export function correct(_: Model, life: Life, action: ActionOf<'correct'>): Verdict {
  const { record, field, reason } = action;
  const isThere =
    record === 'registration' ||
    life.tries.some(({ name, end }) => name === record && end !== undefined);
  return judge(
    [
      [!isThere, 2],
      [reason.trim() === '', 2],
      [field !== (record === 'registration' ? 'title' : 'outcome'), 2],
    ],
    () => undefined,
  );
}
