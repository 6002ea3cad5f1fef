/**
 * What a step would be done with: its declared inputs, its definition, and the outputs that it builds on. By contents
 * alone, never by record ids or times (protocol.md, Unchanged inputs).
 */
import { canonicalJson } from '../bytes/canonical-json.ts';
import type { Output } from '../model/handoff.ts';
import type { Ids } from '../ports.ts';
import { eachPredecessor } from '../schedule/predecessors.ts';
import {
  attemptName,
  placesOfAttempts,
  stepToClaim,
  type Attempt,
  type ItemState,
  type StepState,
} from './state.ts';

/** The input files as they are: path and sha256 of each, and the literal paths that are not there. */
export interface InputFiles {
  readonly outputs: readonly Output[];
  readonly missing: readonly string[];
}

export function inputDigestOf(
  state: ItemState,
  step: StepState,
  files: InputFiles,
  ids: Pick<Ids, 'sha256'>,
): string {
  const built = predecessorsOf(state, step).map(({ step: key, handoff }) => [
    key,
    handoff?.record.outputs ?? [],
  ]);
  const contents = {
    step: stepToClaim(step),
    inputs: files.outputs,
    missing: [...files.missing].sort(),
    built,
  };
  return ids.sha256(canonicalJson(JSON.parse(JSON.stringify(contents)) as never));
}

/** What the attempt builds on: as its launch says, where it is launched; else the counting attempts of now. */
function predecessorsOf(state: ItemState, { open, planned }: StepState): readonly Attempt[] {
  if (open === undefined)
    return [...eachPredecessor(planned.predecessors)].flatMap(
      (index) => state.steps[index]?.counting ?? [],
    );
  const places = placesOfAttempts(state);
  return open.launch.record.predecessors.flatMap(
    (ref) => places.get(attemptName(...ref))?.attempt ?? [],
  );
}

/**
 * The earlier outcome that still holds for these inputs: the latest completion of the step with the same digest, unless
 * a rework names it or any attempt since; its result was refused.
 */
export function reusableOutcome(
  { reworks }: Pick<ItemState, 'reworks'>,
  { attempts }: StepState,
  digest: string,
): Attempt | undefined {
  const refused = attempts.findLastIndex(({ step, k }) =>
    reworks.some(({ record: { rejected } }) => rejected[0] === step && rejected[1] === k),
  );
  return attempts
    .slice(refused + 1)
    .findLast(
      ({ claim, handoff }) =>
        claim?.record.inputDigest === digest && handoff?.record.status === 'completed',
    );
}
