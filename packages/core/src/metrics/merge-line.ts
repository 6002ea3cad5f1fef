/** The merge to the base branch: how often, how soon, and how often it is taken back. */
import { distribution, ratio, type Distribution, type Ratio } from './distribution.ts';
import type { Life } from './life.ts';
import type { Counts, Measured } from './measure.ts';

/** Like the DORA numbers, but of the merge to the base branch: nothing is known of production. */
export interface BaselineMetrics {
  readonly integrations: number;
  /** Integrations ÷ weeks of the window. */
  readonly perWeek?: number;
  /** First claim → first integration. */
  readonly changeLeadTimeMs: Distribution;
  /** Reverts ÷ integrations. */
  readonly changeFailure: Ratio;
  /** Revert → next integration. */
  readonly recoveryMs: Distribution;
}

const week = 7 * 86_400_000;

/** @param windowMs the length of the window */
export function baselineMetrics(
  items: readonly Measured[],
  windowMs: number,
  counts: Counts,
): BaselineMetrics {
  const all = items.flatMap(({ life }) => life.integrations.filter(({ at }) => counts(at)));
  const integrations = all.filter(({ decision }) => decision === 'integrated').length;
  return {
    integrations,
    ...(windowMs > 0 && { perWeek: (integrations * week) / windowMs }),
    changeLeadTimeMs: distribution(items.flatMap(({ life }) => changeLeadTime(life, counts))),
    changeFailure: ratio(all.length - integrations, integrations),
    recoveryMs: distribution(items.flatMap(({ life }) => recoveries(life, counts))),
  };
}

function changeLeadTime({ started, integrations }: Life, counts: Counts): readonly number[] {
  const first = integrations.find(({ decision }) => decision === 'integrated');
  return started === undefined || first === undefined || !counts(first.at)
    ? []
    : [first.at - started];
}

/** Reverts in a row are mended by one integration, counted from the first of them. */
function recoveries({ integrations }: Life, counts: Counts): readonly number[] {
  const found: number[] = [];
  let since: number | undefined;
  for (const { at, decision } of integrations) {
    if (decision === 'reverted') since ??= at;
    else if (since !== undefined) {
      if (counts(at)) found.push(at - since);
      since = undefined;
    }
  }
  return found;
}
