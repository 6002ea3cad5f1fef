/** A new version of the workflow, the merge line, the way back over it, and the end. */
import { git, orchestrator, place, write } from '../scene.mjs';
import { chapter, tell } from '../teller.mjs';

const commit = (message) => {
  git('add --all');
  git(`commit --quiet -m "${message}"`);
};

export function publish() {
  chapter(
    'The workflow gets a security step',
    'Items stay on the version they were registered to. What the new one would do to them can be seen before anybody merges it.',
  );
  commit('Bills: designed, modelled, reviewed');
  place('artifacts/workflows/feature@1.1.0.yaml', 'drafts/feature.yaml');
  orchestrator(
    'publish drafts/feature.yaml --author carol --reason "The audit asks for it" --impact "One more step before the pilot"',
  );
  orchestrator('impact');
  orchestrator('changelog --workflow feature');
  orchestrator('explain --work-item bills --step test');
}

export function migrate() {
  chapter(
    'Take the item along, and back, and along again',
    'First without writing anything: what would become of each step?',
  );
  orchestrator('migrate --work-item bills --to 1.1.0 --map test=pilot --dry-run');
  orchestrator(
    'migrate --work-item bills --to 1.1.0 --map test=pilot --reason "The audit asks for it" --actor bob',
  );
  orchestrator('explain --work-item bills --step security');
  tell('Not today, says Bob. Everything is as it was, the approval included:');
  orchestrator(
    'migrate --work-item bills --rollback --reason "Security has no time this week" --actor bob',
  );
  orchestrator('explain --work-item bills --step test');
  tell('A week later:');
  orchestrator(
    'migrate --work-item bills --to 1.1.0 --map test=pilot --reason "Security is ready" --actor bob',
  );
  orchestrator('explain --work-item bills');
}

const work = (step, outcome) => {
  orchestrator(`claim --work-item bills --step ${step} --executor bob --actor bob`);
  orchestrator(
    `complete --work-item bills --step ${step} --executor bob --actor bob --outcome "${outcome}"`,
  );
};

const review = (reason) =>
  orchestrator(
    `gate --work-item bills --gate review --decision approve --reason "${reason}" --actor carol`,
  );

const draw = (exit) =>
  orchestrator(
    'complete --work-item bills --event-type baseline-integration --baseline post --actor bob',
    exit,
  );

export function integrate() {
  chapter(
    'Over the merge line',
    'The gate changed with the version, so Carol approves anew. Then the work goes to main.',
  );
  review('Security comes next, good');
  work('security', 'Nobody sees the calls of others');
  work('pilot', 'Three customers understood it');
  commit('Bills: tried by customers');
  tell('The line can only be drawn for what the base branch has:');
  draw(4);
  git('switch --quiet main');
  git('merge --quiet --no-edit bills');
  draw(0);
  tell('From here on a rejection is refused:');
  orchestrator(
    'gate --work-item bills --gate release --decision reject --reason "Cents are missing" --actor carol',
    4,
  );
  orchestrator('explain --work-item bills --step models');
}

export function revert() {
  chapter(
    'The way back over the line',
    'It takes an explicit revert, with a reason. That makes nothing void by itself; the rejection does.',
  );
  orchestrator(
    'revert --work-item bills --step models --reason "Cents are lost in the total" --actor bob',
  );
  orchestrator(
    'gate --work-item bills --gate release --decision reject --reason "Cents are missing" --actor carol',
  );
  orchestrator('status --work-item bills');
  orchestrator('explain --work-item bills --step models');
}

export function finish() {
  chapter(
    'Once more, and done',
    'This time the schema changes, on main itself. So the import is done again; no earlier outcome is taken over.',
  );
  write(
    'schema.sql',
    'create table call (on_day date, amount decimal(12, 2));',
    'create table total (month char(7), amount decimal(14, 2));',
  );
  work('models', 'Totals have cents');
  work('import', 'A year of calls, with totals');
  review('Cents are there');
  work('security', 'Totals are as private as calls');
  work('pilot', 'Three customers found their cents');
  commit('Bills: totals have cents');
  draw(0);
  orchestrator(
    'gate --work-item bills --gate release --decision approve --reason "Ship it" --actor carol',
  );
  work('ship', 'Every customer has a bill');
  orchestrator('explain --work-item bills');
}

export function report() {
  chapter('What is on record', 'All items, the portfolio, and every byte checked again.');
  orchestrator('status --work-item bills');
  orchestrator('list');
  orchestrator('export');
  commit('Bills: shipped');
  orchestrator('history --work-item bills');
  orchestrator('verify');
}
