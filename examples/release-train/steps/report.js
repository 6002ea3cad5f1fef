/** Joins the results of both shards to dist/REPORT.md. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

const results = [1, 2].map((shard) => JSON.parse(readFileSync(`dist/shard-${shard}.json`, 'utf8')));
const sum = (what) => results.reduce((total, result) => total + result[what], 0);
const digest = createHash('sha256').update(readFileSync('dist/app.js')).digest('hex');

const rows = results.map(
  ({ shard, files, passed, failed }) =>
    `| ${shard} | ${files.join(', ')} | ${passed} | ${failed} |`,
);
const report = `# Release report

\`dist/app.js\`, sha256 \`${digest}\`

| Shard | Files | Passed | Failed |
| ----- | ----- | ------ | ------ |
${rows.join('\n')}

${sum('passed')} passed, ${sum('failed')} failed.
`;
writeFileSync('dist/REPORT.md', report);
console.log(`dist/REPORT.md: ${sum('passed')} passed, ${sum('failed')} failed`);
if (sum('failed') > 0 || sum('passed') === 0) process.exit(1);
