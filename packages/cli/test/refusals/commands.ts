/** Every command of the command line, called with all that it needs: new ones are refused like the old ones. */
import { commands } from '../../src/commands/table.ts';
import { because, itemWi } from './scenes.ts';

type Words = readonly string[];

/** What a command needs beside item, step and reason. */
const needed: Readonly<Record<string, Words>> = {
  gate: ['--gate', 'go', '--decision', 'approve'],
  block: ['--type', 'resource'],
  unblock: ['--blocker', 'database'],
  transfer: ['--to', 'bob'],
  correct: ['--record', 'artifacts/work-items/wi.json', '--set', 'title=The item'],
  migrate: ['--to', '1.1.0'],
};
const onSteps = ['claim', 'complete', 'retry', 'release', 'abandon', 'revert'];
const views = ['status', 'explain', 'next', 'history', 'verify'];
/** `register` makes the item, `collect` only compares its name, `publish` is about a workflow. */
const others = ['register', 'collect', 'publish'];

const takes = (name: string, option: string): boolean =>
  commands.some(
    (it) => it.name === name && it.options.some(([flag]) => flag.split(' ')[0] === option),
  );

const namesOf = (option: string): Words =>
  commands.map(({ name }) => name).filter((name) => takes(name, option) && !others.includes(name));

const call = (name: string, ...more: Words): Words => [name, ...(needed[name] ?? []), ...more];
const reasonFor = (name: string): Words => (takes(name, '--reason') ? because : []);

const onItem = (name: string, item: string): Words =>
  call(
    name,
    ...['--work-item', item],
    ...(onSteps.includes(name) ? ['--step', 'a'] : []),
    ...reasonFor(name),
  );

const delegate = (item: string): Words => ['delegate', '--structured-work-item', item];

/** Every command on that item. */
export const aboutItem = (item: string): readonly Words[] => [
  ...namesOf('--work-item').map((name) => onItem(name, item)),
  delegate(item),
];

/** Every command that writes records of `wi`. */
export const writing: readonly Words[] = aboutItem('wi').filter(
  ([name = '']) => !views.includes(name),
);

/** Every command on that step of `wi`. */
export const aboutStep = (step: string): readonly Words[] =>
  namesOf('--step').map((name) => call(name, ...itemWi, '--step', step, ...reasonFor(name)));

/** Every decision on `wi` that needs a reason, without one. */
export const withoutReason: readonly Words[] = namesOf('--reason')
  .filter((name) => name !== 'gate')
  .map((name) => onItem(name, 'wi').filter((word) => !because.includes(word)));
