/** The votes that opened the gates in front of a launch. */
import { sameJson } from '../../bytes/canonical-json.ts';
import { journalSlot, reviewSlot } from '../../bytes/slots.ts';
import type { Stored } from '../../model/records.ts';
import type { Gate } from '../../model/workflow.ts';
import { bindingCitedBy, isLoose, type Around, type Vote } from './around.ts';
import type { Guess } from './guess.ts';
import { lookAtSeries } from './series.ts';

/**
 * Votes of gates in front; nobody knows any more whose they were.
 * @param areShort of the gates of which the launch cites too few votes, or of the others, which may have had more
 */
export function* votesInFront(
  { record }: Stored<'launch'>,
  areShort: boolean,
  around: Around,
): Generator<Guess> {
  const binding = bindingCitedBy(record.causes, around);
  const gates = around.plans.get(binding?.id ?? '')?.byKey.get(record.step)?.gates ?? [];
  if (gates.length === 0) return;
  const cited = record.causes.flatMap((id) => {
    const there = around.byId.get(id);
    return there?.kind === 'approval' || there?.kind === 'review' ? [there] : [];
  });
  const causes = new Set(record.causes);
  for (const gate of gates) {
    const counted = cited.filter((vote) => vote.record.gate === gate.key);
    const people = new Set(counted.map((vote) => vote.record.actor.toLowerCase()));
    if (people.size < gate.approvals !== areShort) continue;
    const states = new Set(counted.map(stateInSlot));
    const isAboutIt = (vote: Vote): boolean =>
      states.size > 0
        ? states.has(stateInSlot(vote))
        : isOfSameGate(vote, gate, around) && isBuiltAlike(vote, causes, around);
    const votes = around.votes.get(gate.key) ?? [];
    // Had it been there as it is, this launch would cite it.
    yield votes.filter((vote) => isLoose(vote.path, around) && isAboutIt(vote)).map(pathOf);
    yield* unknownVotes(record.workItemId, gate, votes, around);
  }
}

const stateInSlot = ({ record }: Vote): string => record.state.slice(0, 8);
const pathOf = ({ path }: Vote): string => path;

/** Was it made under a version that defines the gate alike? */
function isOfSameGate({ record }: Vote, gate: Gate, { plans }: Around): boolean {
  const { version } = record.workflow;
  const plan = [...plans.values()].find(({ workflow }) => workflow.version === version);
  const then = plan?.gates.get(gate.key);
  return then === undefined || sameJson(then, gate);
}

/** Is it about outcomes that the launch is built on, too? Of what was changed, the causes may be gone. */
const isBuiltAlike = ({ record }: Vote, causes: ReadonlySet<string>, { byId }: Around): boolean =>
  record.causes.every((id) => {
    const kind = byId.get(id)?.kind;
    return causes.has(id) || kind !== 'handoff';
  });

/** A review has a number; whose approval it was, nobody knows, nor which of the two was made at a handoff gate. */
function* unknownVotes(
  item: string,
  { kind, key }: Gate,
  votes: readonly Vote[],
  around: Around,
): Generator<Guess> {
  const approval = [journalSlot(item, `gate.${key}.*`)];
  if (kind !== 'handoff') return yield* [approval];
  const { broken, last, next } = lookAtSeries(around.reviews, (n) => reviewSlot(item, n), around);
  yield broken;
  const lastLetProceed = around.reviews.at(-1)?.record.eventType === 'gate-approved';
  const review = lastLetProceed && last.length > 0 ? last : next;
  yield votes.some((vote) => vote.kind === 'approval')
    ? [...approval, ...review]
    : [...review, ...approval];
}
