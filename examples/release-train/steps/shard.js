/** Runs one half of the tests against dist/app.js and leaves the counts: `node steps/shard.js 1` or `2`. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';

const shards = 2;
const shard = Number(process.argv[2]);
if (shard !== 1 && shard !== 2) throw new RangeError('usage: node steps/shard.js 1|2');

// For demonstrations: this file makes the second shard fail once. It is removed, so the next attempt passes.
const failOnce = 'demo-fail-once';
if (shard === 2 && existsSync(failOnce)) {
  rmSync(failOnce);
  console.error(`shard 2: failing on purpose, ${failOnce} was there; it is removed now`);
  process.exit(1);
}

if (!existsSync('dist/app.js')) {
  console.error(`shard ${shard}: dist/app.js is missing, build first`);
  process.exit(1);
}

const files = readdirSync('test')
  .filter((name) => name.endsWith('.test.js'))
  .sort()
  .filter((_, index) => index % shards === shard - 1)
  .map((name) => `test/${name}`);
const { status, stdout } = spawnSync(
  process.execPath,
  ['--test', '--test-reporter=tap', ...files],
  { encoding: 'utf8' },
);
const count = (what) => Number(new RegExp(`^# ${what} (\\d+)$`, 'm').exec(stdout)?.[1] ?? 0);
const result = { shard, files, passed: count('pass'), failed: count('fail') };
writeFileSync(`dist/shard-${shard}.json`, `${JSON.stringify(result, null, 2)}\n`);

console.log(`shard ${shard}: ${result.passed} passed, ${result.failed} failed`);
if (status !== 0) {
  console.error(stdout);
  process.exit(1);
}
