/** Reads objects of a clone through one `git cat-file --batch`, for as long as the store lives. */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { Socket } from 'node:net';
import { cleanEnvironment, safeArguments } from '../git.ts';

export interface GitObject {
  readonly oid: string;
  readonly type: string;
  readonly data: Buffer;
}

export interface Objects {
  /**
   * @param oid of a commit, a tree or a blob
   * @returns `undefined`: the clone does not have it; it is never fetched on the way
   * @throws ReaderEnded when git has died
   */
  readonly read: (oid: string) => Promise<GitObject | undefined>;
  /** Starts reading ahead of the first object. */
  readonly start: () => void;
  readonly close: () => void;
}

/** git gave up reading: the clone is damaged, or gone. */
export class ReaderEnded extends Error {
  override readonly name = 'ReaderEnded';
}

type Reader = ChildProcessByStdio<Writable, Readable, null>;

interface Pending {
  readonly resolve: (found: GitObject | undefined) => void;
  readonly reject: (error: Error) => void;
}

export function openObjects(folder: string): Objects {
  let child: Reader | undefined;
  const waiting: Pending[] = [];
  const start = (): Reader => {
    const started = spawn('git', [...safeArguments(false), 'cat-file', '--batch'], {
      cwd: folder,
      env: cleanEnvironment(false),
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const fail = (): void => {
      if (child === started) child = undefined;
      for (const { reject } of waiting.splice(0)) reject(new ReaderEnded('git cat-file ended'));
    };
    started.on('error', fail);
    started.on('close', fail);
    started.stdin.on('error', fail);
    started.stdout.on(
      'data',
      splitter(waiting, () => rest(started)),
    );
    rest(started);
    return started;
  };
  return {
    read: (oid) =>
      new Promise((resolve, reject) => {
        child ??= start();
        waiting.push({ resolve, reject });
        (child.stdout as unknown as Socket).ref();
        child.stdin.write(`${oid}\n`);
      }),
    start: () => void (child ??= start()),
    close: () => {
      child?.stdin.end();
      child = undefined;
    },
  };
}

/** An idle reader keeps nobody from leaving: it ends when its input does. */
function rest(child: Reader): void {
  child.unref();
  for (const stream of [child.stdin, child.stdout]) {
    (stream as unknown as Socket).unref();
  }
}

/** Cuts the answers apart: `<oid> <type> <size>\n<bytes>\n`, or `<oid> missing\n`. */
function splitter(waiting: Pending[], whenIdle: () => void): (chunk: Buffer) => void {
  let chunks: Buffer[] = [];
  let length = 0;
  /** Bytes that must be there before anything can be cut off. */
  let wanted = 1;
  return (chunk) => {
    chunks.push(chunk);
    length += chunk.length;
    while (length >= wanted && length > 0) {
      const bytes = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
      const answer = cut(bytes);
      chunks = [typeof answer === 'number' ? bytes : bytes.subarray(answer.end)];
      length = chunks[0]?.length ?? 0;
      wanted = typeof answer === 'number' ? answer : 1;
      if (typeof answer !== 'number') waiting.shift()?.resolve(answer.found);
    }
    if (waiting.length === 0) whenIdle();
  };
}

/** @returns the first answer and where it ends; or how many bytes are needed before it is whole */
function cut(bytes: Buffer): { found: GitObject | undefined; end: number } | number {
  const line = bytes.indexOf(10);
  if (line < 0) return bytes.length + 1;
  const [oid = '', type = '', size] = bytes.toString('latin1', 0, line).split(' ');
  if (size === undefined) return { found: undefined, end: line + 1 };
  const end = line + 1 + Number(size);
  if (bytes.length < end + 1) return end + 1;
  return { found: { oid, type, data: bytes.subarray(line + 1, end) }, end: end + 1 };
}
