/** `collect`: handoff files of executors without write access, found in a folder, become records. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { collect as collectFiles, type CollectReport } from '@orchestrator/app';
import type { Context } from '../context.ts';
import { orRefuse, usage } from '../failure.ts';
import { given, optionalItem } from '../inputs.ts';
import { filesBelow } from '@orchestrator/stores';
import { list, word, type Options } from './options.ts';

export async function collect(context: Context, options: Options): Promise<number> {
  const { deps, root } = context;
  const from = word(options['from']);
  if (from === undefined) throw usage('--from is missing.', 'Name the folder of the handoffs.');
  const folder = path.resolve(root, from);
  if (fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw usage(
      `--from ${from} is not a folder.`,
      'Name the folder of the handoffs.',
      'file-missing',
    );
  }
  const { report } = orRefuse(
    await collectFiles(deps, {
      files: filesBelow(folder),
      recheck: options['recheck'] !== false,
      named: list(options['digest']).map(digestInput),
      ...given({ item: optionalItem('--work-item', word(options['workItem'])) }),
    }),
  );
  context.show({ ...report }, () => describe(report, context));
  return report.refused.length === 0 ? 0 : 4;
}

function describe({ accepted, skipped, refused }: CollectReport, { terminal }: Context): string {
  const name = (it: { workItemId?: string; step?: string; file: string }): string =>
    it.step === undefined
      ? plain(it.file)
      : `${it.workItemId ?? ''} ${it.step} (${plain(it.file)})`;
  return [
    ...accepted.map((it) => {
      const checks =
        it.rechecked === null || it.rechecked === undefined
          ? ''
          : `, ${it.rechecked.length} check(s) run again`;
      return `${terminal.style('green', 'recorded')} ${name(it)}: ${it.status ?? 'ok'}${checks}`;
    }),
    ...skipped.map((it) => `on record already: ${name(it)}`),
    ...refused.map(
      (it) =>
        `${terminal.style('red', 'refused')} ${name(it)}: ${it.code}: ${plain(it.message)}\n  → ${it.hint}`,
    ),
    `${accepted.length} recorded, ${skipped.length} on record already, ${refused.length} refused`,
  ].join('\n');
}

/** Names and words of strangers must not speak to the terminal, nor to a log that obeys lines. */
const plain = (text: string): string => text.replace(/\p{C}+/gu, ' ');

function digestInput(value: string): string {
  if (/^[0-9a-f]{64}$/.test(value)) return value;
  throw usage(
    `--digest ${JSON.stringify(value.slice(0, 80))} is not a sha256 in hex.`,
    'Give the 64 digits that complete printed as the record.',
  );
}
