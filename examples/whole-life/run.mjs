/** The whole life of one work item, told by the commands that people type: node examples/whole-life/run.mjs */
import { arrive, attempt, review } from './chapters/begin.mjs';
import { clarify, hold, reject, reuse, transfer } from './chapters/rework.mjs';
import { finish, integrate, migrate, publish, report, revert } from './chapters/deliver.mjs';
import { root } from './scene.mjs';

const chapters = [
  ...[arrive, review, attempt],
  ...[reject, hold, transfer, clarify, reuse],
  ...[publish, migrate, integrate, revert, finish, report],
];

try {
  for (const chapter of chapters) chapter();
  process.stdout.write(`\nLook around: cd ${root} && git log --stat\n`);
} catch (error) {
  process.stderr.write(`\nThe story stopped: ${error.message}\nWhat there is so far: ${root}\n`);
  process.exitCode = 1;
}
