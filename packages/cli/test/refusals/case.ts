/** One way to be refused: a situation, the command that meets it, and what following the hint leads to. */
import { describe, expect, test } from '@jest/globals';
import { refusalCodes, type RefusalCode } from '@orchestrator/core';
import { at, textAt, type Ran, type Root } from '../cli.ts';
import { adviceOf, type Advice } from './advice.ts';
import { expectExample, settler, type Example } from './examples.ts';

export interface RefusalCase {
  readonly code: RefusalCode;
  /** The situation in words, as the page of refusals says it: "when …". */
  readonly when: string;
  /** What the message must name. */
  readonly names: readonly string[];
  readonly scene: () => Scene;
}

/** A situation, arranged. */
export interface Scene {
  readonly root: Root;
  /** The command that is refused. */
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Other commands that the same situation refuses with the same code. */
  readonly also?: readonly (readonly string[])[];
  /** The situation changes while the command runs: it can be met only once, and files may appear. */
  readonly once?: boolean;
  /** Does what the hint says, and shows that it gets the user on. */
  readonly remedy: (advice: Advice) => void;
}

/** Some cases run every command; on a busy machine that takes a while. In milliseconds. */
const longest = 90_000;

/**
 * Provokes every case, follows what it advises, and compares what was printed with the recorded example.
 * @param earlier cases of other test files, which are numbered before these
 */
export function provokeAll(
  cases: readonly RefusalCase[],
  earlier: readonly RefusalCase[] = [],
): void {
  describe.each([...new Set(cases.map(({ code }) => code))])('%s', (code) => {
    const first = earlier.filter((it) => it.code === code).length;
    const own = cases
      .filter((it) => it.code === code)
      .map((it, index) => ({ ...it, n: first + index }));
    const provoked = ({ n, ...it }: (typeof own)[number]): void => {
      expectExample(code, n, provoke(it));
    };
    test.each(own)('when $when', provoked, longest);
  });
}

/** Runs the command of a case, checks how it is refused, and does what it is told to do. */
function provoke({ code, when, names, scene }: RefusalCase): Example {
  const { root, args, env = {}, also = [], once = false, remedy } = scene();
  const before = once ? undefined : usersFiles(root);
  const { message, hint } = refusedWith(root.runWith(env, ...args, '--json'), code);
  if (before !== undefined) expect(usersFiles(root)).toEqual(before);
  for (const name of names) expect(message).toContain(name);
  if (!once) expectInWords(root.runWith(env, ...args), { code, message, hint });
  const others = also.map((words) => {
    refusedWith(root.runWith(env, ...words, '--json'), code);
    return commandOf(words);
  });
  const advice = adviceOf(root, message, hint);
  remedy(advice);
  expect({ notFollowed: advice.left() }).toEqual({ notFollowed: [] });
  const settled = settler(root);
  return {
    when,
    command: settled(['orchestrator', ...args].map(quoted).join(' ')),
    message: settled(message),
    hint: settled(hint),
    commands: [...new Set([commandOf(args), ...others])].sort(),
  };
}

/** The exit code, the code and both sentences of a refusal; there is nothing else on either stream. */
function refusedWith(ran: Ran, code: RefusalCode): { message: string; hint: string } {
  const { code: exit, stdout, stderr } = ran;
  expect({ exit, stderr, stdout: exit === refusalCodes[code] ? '' : stdout }).toEqual({
    exit: refusalCodes[code],
    stderr: '',
    stdout: '',
  });
  expect(ran.json).toMatchObject({ schema: 'orchestrator.error/1', error: { code } });
  const message = textAt(ran.json, 'error', 'message');
  const hint = textAt(ran.json, 'error', 'hint');
  expect([message.trim(), hint.trim()]).not.toContain('');
  return { message, hint };
}

/** Without --json the same is printed for people, on stderr. */
function expectInWords(
  ran: Ran,
  { code, message, hint }: { code: RefusalCode; message: string; hint: string },
): void {
  expect({ exit: ran.code, stdout: ran.stdout, stderr: ran.stderr }).toEqual({
    exit: refusalCodes[code],
    stdout: '',
    stderr: `${code}: ${message}\n  → ${hint}\n`,
  });
}

/** What a user has, but for what git and the orchestrator keep to themselves. */
const usersFiles = (root: Root): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(root.files()).filter(([file]) => !file.startsWith('.git/')));

/** The first word that is no option. */
const commandOf = (words: readonly string[]): string =>
  words.find((word) => !word.startsWith('-')) ?? 'orchestrator';

const quoted = (word: string): string => (/^[\w@.:=/,+-]+$/.test(word) ? word : `"${word}"`);

/** The state that `status` tells, or the part of it at a place. */
export const statusOf = (root: Root, ...place: readonly (string | number)[]): unknown =>
  at(root.ok('status', '--work-item', 'wi'), ...place);
