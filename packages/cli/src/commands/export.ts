/** `export`: always writes the portfolio; prints lead time and work in progress, and other formats on demand. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { exportPortfolio, type Portfolio } from '@orchestrator/app';
import { bucketSizes, type Distribution } from '@orchestrator/core';
import { portfolioAs, portfolioFormats } from '@orchestrator/render';
import type { Context } from '../context.ts';
import { usage } from '../failure.ts';
import { choice, given, timeInput } from '../inputs.ts';
import { duration } from '@orchestrator/render/duration';
import { filterOf } from './list.ts';
import { word, type Options } from './options.ts';

export async function exportItems(context: Context, options: Options): Promise<undefined> {
  const { deps, root, terminal, options: globals } = context;
  const format = choice('--format', word(options['format']), portfolioFormats);
  const out = word(options['out']);
  if (out !== undefined && format === undefined)
    throw usage('--out needs a --format.', 'Add --format csv, for example.');
  if (out !== undefined && !fs.existsSync(path.dirname(path.resolve(root, out)))) {
    throw usage(`The folder of --out ${out} does not exist.`, 'Make it first.', 'file-missing');
  }
  const asked = given({
    asOf: timeInput('--as-of', word(options['asOf'])),
    bucket: choice('--bucket', word(options['bucket']), bucketSizes),
  });
  const { portfolio, path: file } = await exportPortfolio(deps, filterOf(options), asked);
  const text = format === undefined ? undefined : portfolioAs(format, portfolio);
  if (out !== undefined) fs.writeFileSync(path.resolve(root, out), text ?? '');
  if (globals.json) {
    terminal.print(JSON.stringify({ ...portfolio, path: file }, null, 2));
    return undefined;
  }
  const summary = summarize(portfolio, file);
  const printed =
    options['stdout'] === true
      ? (text ?? JSON.stringify(portfolio, null, 2))
      : out === undefined
        ? text
        : undefined;
  if (printed === undefined) terminal.print(summary);
  else {
    process.stdout.write(printed.endsWith('\n') ? printed : `${printed}\n`);
    terminal.notice(summary);
  }
  return undefined;
}

function summarize({ items, metrics, damaged, drillDown }: Portfolio, file: string): string {
  return [
    `${items.length} item(s), ${metrics.delivered} done`,
    `Lead time: ${described(metrics.leadTimeMs)}`,
    `WIP: ${metrics.wip}`,
    `Cycle time: ${described(metrics.cycleTimeMs)}`,
    ...damaged.map(({ workItemId, hint }) => `damaged: ${workItemId} → ${hint}`),
    ...(drillDown.included
      ? []
      : [
          `The histories of ${drillDown.records} records are left out: narrow the export, with --since or --workflow.`,
        ]),
    file,
  ].join('\n');
}

const described = ({ n, p50, p85, few }: Distribution): string =>
  p50 === undefined
    ? 'no item is done yet'
    : `p50 ${duration(p50)}, p85 ${duration(p85 ?? p50)} (n = ${n}${few === true ? ', few' : ''})`;
