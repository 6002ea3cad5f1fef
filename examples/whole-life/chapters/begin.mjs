/** From an idea to the first results: the duplicate review, claims, a failure and its retry. */
import { git, orchestrator, place, root, write } from '../scene.mjs';
import { chapter, tell } from '../teller.mjs';

export function arrive() {
  chapter(
    'A repository',
    `Everything happens in ${root}. Alice, who sits here, wants monthly bills for the customers. Carol is in quality, Dora knows databases, Bob will come in later.`,
  );
  git('init --quiet --initial-branch main');
  git('config user.name Alice');
  git('config user.email alice@example.org');
  place('orchestrator.yml');
  place('artifacts/workflows/feature@1.0.0.yaml');
  orchestrator('validate');
  git('add --all');
  git('commit --quiet -m "How we make features"');
  git('switch --quiet --create bills');
}

export function review() {
  chapter(
    'Is somebody doing this already?',
    'There is an item that sounds alike. Alice says so when she registers hers; the intake gate decides before any work begins.',
  );
  orchestrator('register --work-item export --workflow feature@1.0.0 --title "Export of calls"');
  orchestrator(
    'register --work-item bills --workflow feature@1.0.0 --title "Monthly bills" --link duplicates:export',
  );
  orchestrator(
    'gate --work-item bills --gate intake --decision merge --target export --reason "Both list the calls of a customer" --actor carol',
  );
  tell('Carol has merged it away. An ended item takes no work, and says why:');
  orchestrator('claim --work-item bills --step design', 4);
  tell('Alice overturns that. Without a reason she can not:');
  orchestrator('gate --work-item bills --gate intake --decision proceed', 2);
  orchestrator(
    'gate --work-item bills --gate intake --decision proceed --reason "A bill is a legal document, an export is raw data"',
  );
  tell('The two have something in common all the same. The other one is linked, and both show it:');
  orchestrator(
    'gate --work-item export --gate intake --decision link --target bills --reason "Shares the models" --actor carol',
  );
  orchestrator('status --work-item bills');
  orchestrator('explain --work-item bills --step design');
}

export function attempt() {
  chapter(
    'Claims, a failure, a retry',
    'A step is claimed by one executor, and ends with one handoff. What failed stays on record.',
  );
  orchestrator('claim --work-item bills --step design');
  write('design.md', '# Monthly bills', 'One page a month, all calls, the total.');
  orchestrator('complete --work-item bills --step design --outcome "One page a month"');
  tell('Models and guide may be made side by side. Dora takes one of them, Alice the other.');
  orchestrator('claim --work-item bills --step models --executor dora --actor dora');
  tell('Alice would have liked that one too:');
  orchestrator('claim --work-item bills --step models', 3);
  orchestrator('claim --work-item bills --step guide');
  orchestrator(
    'complete --work-item bills --step models --executor dora --actor dora --status failed --outcome "The generator does not know decimals"',
  );
  orchestrator(
    'retry --work-item bills --step models --reason "The generator is updated" --actor dora',
  );
  orchestrator('claim --work-item bills --step models --executor dora --actor dora');
  tell('There is no schema.sql yet, so this is not done, whoever says so:');
  orchestrator(
    'complete --work-item bills --step models --executor dora --actor dora --outcome "Calls and totals"',
    4,
  );
  write('schema.sql', 'create table call (on_day date, amount decimal(12, 2));');
  orchestrator(
    'complete --work-item bills --step models --executor dora --actor dora --outcome "Calls and totals"',
  );
  write('guide.md', '# Your bill', 'You find it under Documents, on the first of a month.');
  orchestrator('complete --work-item bills --step guide --outcome "The guide is written"');
  orchestrator('explain --work-item bills --step models');
}
