/** `verify`: the whole history, or one item's. Exit 5 when something is wrong with it. */
import { verify as verifyHistory } from '@orchestrator/app';
import { exits } from '@orchestrator/core';
import type { Context } from '../context.ts';
import { orRefuse } from '../failure.ts';
import { given, optionalItem, textInput } from '../inputs.ts';
import { word, type Options } from './options.ts';

export async function verify({ deps, show, terminal }: Context, options: Options): Promise<number> {
  const { report, compared } = orRefuse(
    await verifyHistory(
      deps,
      given({
        item: optionalItem('--work-item', word(options['workItem'])),
        since: textInput('--since', word(options['since'])),
        outputs: options['outputs'] === true ? true : undefined,
      }),
    ),
  );
  const { ok, records, items, uncommitted, violations } = report;
  show(report, () =>
    [
      ...violations.map(
        ({ code, path, detail, hint }) =>
          `${terminal.style('red', code)}: ${path}: ${detail}\n  → ${hint}`,
      ),
      `${ok ? terminal.style('green', 'ok') : terminal.style('red', `${violations.length} violation(s)`)}: ${records} records of ${items} item(s); ${compared ? `uncommitted: ${uncommitted}` : 'no git repository to compare with'}`,
    ].join('\n'),
  );
  return ok ? 0 : exits.damaged;
}
