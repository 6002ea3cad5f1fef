/** Situations that several refusals begin with. */
import * as path from 'node:path';
import { definition, newRoot, on, registerWi, workflow, type Root } from '../cli.ts';

/** Does the step as somebody: claims and completes it. */
export function done(root: Root, step: string, ...more: readonly string[]): void {
  root.ok(...on('claim', step, ...more));
  root.ok(...on('complete', step, ...more));
}

/** `wi` with steps `a` and `b`, one after the other; `text` follows the steps. */
export function twoSteps(text = '', options: { readonly git?: boolean } = {}): Root {
  return withSteps('  - {key: a, order: 1}\n  - {key: b, order: 2}', text, options);
}

/** `wi` with these steps; `text` follows them in the definition. */
export function withSteps(
  steps: string,
  text = '',
  options: { readonly git?: boolean } = {},
): Root {
  const root = newRoot({ [definition]: `${workflow(steps)}${text}` }, options);
  root.ok(...registerWi);
  return root;
}

/** `wi`, whose step `a` Ada has done, with a gate `go` of these fields behind it. */
export function atGate(fields = '', gate = 'after: a'): Root {
  const root = twoSteps(`gates:\n  - {key: go, ${gate}${fields === '' ? '' : `, ${fields}`}}\n`);
  done(root, 'a');
  return root;
}

/** `wi`, whose step `a` has failed once. */
export function failed(): Root {
  const root = twoSteps();
  root.ok(...on('claim', 'a'));
  root.ok(...on('complete', 'a', '--status', 'failed'));
  return root;
}

/** Everything in the checkout becomes a commit. @returns its name */
export function commitAll(root: Root): string {
  root.git('add', '.');
  root.git('commit', '--quiet', '--allow-empty', '-m', 'all');
  return root.git('rev-parse', 'HEAD').trim();
}

/** `wi` in a git repository on `main`, `a` done, and all of it committed. */
export function inMain(): Root {
  const root = twoSteps('gates:\n  - {key: go, after: a}\n', { git: true });
  done(root, 'a');
  commitAll(root);
  return root;
}

export const integrate = on('complete', 'a', '--event-type', 'baseline-integration');
export const because = ['--reason', 'Because'];
export const as = (actor: string): readonly string[] => ['--actor', actor];
export const itemWi = ['--work-item', 'wi'];

const here = (file: string): string => path.resolve('packages/cli/test/refusals', file);

/** Commands that try again do so at once: full jitter is a random part of a span, and this part is none. */
export const withoutWaiting = { NODE_OPTIONS: `--require ${here('without-waiting.cjs')}` };

/** Somebody whose records are in `from` writes to the item at `to`, and is faster every time. */
export const rivalEnvironment = (from: string, to: string) => ({
  NODE_OPTIONS: `${withoutWaiting.NODE_OPTIONS} --require ${here('always-first.cjs')}`,
  RIVAL_FROM: from,
  RIVAL_TO: to,
});
