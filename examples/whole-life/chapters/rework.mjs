/** The work comes back: a rejection, what is in the way of doing better, who answers for it, what stays true. */
import { orchestrator } from '../scene.mjs';
import { chapter, tell } from '../teller.mjs';

export function reject() {
  chapter(
    'The reviewer wants the models redone',
    'A test database is filled from the schema; then the review is reached.',
  );
  orchestrator('claim --work-item bills --step import --executor dora --actor dora');
  orchestrator(
    'complete --work-item bills --step import --executor dora --actor dora --outcome "A year of calls"',
  );
  const shown = orchestrator('next --work-item bills');
  const state = /--state (\S+)/.exec(shown)[1];
  tell(
    'Carol decides on what she was shown, no more and no less; the eight digits say what that is.',
  );
  orchestrator(
    `gate --work-item bills --gate review --decision reject --state ${state} --reason "How are amounts rounded? Ask Finance" --follow-up "Write the rule into the design" --actor carol`,
  );
  tell(
    'Void are the models and the import that was built on them. The guide was made beside them and keeps its result.',
  );
  orchestrator('explain --work-item bills');
  tell('Whoever takes the models next reads why, and what must follow:');
  orchestrator('next --work-item bills --step models');
}

export function hold() {
  chapter(
    'We wait for a decision',
    'Finance has to say how amounts are rounded. Until then the models are not to be claimed.',
  );
  orchestrator(
    'block --work-item bills --step models --blocker rounding --type decision --owner finn --reason "Finance decides how amounts are rounded"',
  );
  orchestrator('claim --work-item bills --step models', 4);
  orchestrator('status --work-item bills');
  orchestrator('explain --work-item bills --step models');
  tell('Finn has the answer:');
  orchestrator(
    'unblock --work-item bills --blocker rounding --reason "Half up, to the cent" --actor finn',
  );
  orchestrator('explain --work-item bills --step models');
}

export function transfer() {
  chapter(
    'Alice leaves, Bob takes over',
    'Somebody answers for an item from its first day; a single step can have an owner of its own.',
  );
  orchestrator('transfer --work-item bills --to bob --reason "Alice is on leave until May"');
  orchestrator(
    'transfer --work-item bills --step models --to dora --reason "She knows the schema" --actor bob',
  );
  orchestrator('status --work-item bills');
  orchestrator('explain --work-item bills --step models');
}

export function clarify() {
  chapter(
    'A slip of the pen',
    'The rule of Finance is what the schema does already; Dora hands in the same file, and writes down the wrong person.',
  );
  orchestrator('claim --work-item bills --step models --executor dora --actor dora');
  const handedIn = orchestrator(
    'complete --work-item bills --step models --executor dora --actor dora --outcome "Flora of Finance confirms: half up"',
  );
  tell('A record is never changed. A correction stands beside it, and readers see both:');
  const record = /artifacts\/handoff\/\S+/.exec(handedIn)[0];
  orchestrator(
    `correct --work-item bills --record ${record} --set "outcome=Finn of Finance confirms: half up" --reason "Wrong name" --actor dora`,
  );
  orchestrator('explain --work-item bills --step models');
}

export function reuse() {
  chapter(
    'Unchanged inputs',
    'The import needs schema.sql alone, and that is as it was. Nobody has to spend another afternoon: the claim finds the earlier outcome.',
  );
  orchestrator('claim --work-item bills --step import --executor dora --actor dora --json');
  orchestrator(
    'gate --work-item bills --gate review --decision approve --reason "The rule is clear now" --actor carol',
  );
  orchestrator('explain --work-item bills --step import');
}
