/** What the tests provoke, word for word: `docs/refusals.md` shows it, so that the page can't say anything else. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { expect } from '@jest/globals';
import type { RefusalCode } from '@orchestrator/core';
import type { Root } from '../cli.ts';

export interface Example {
  /** The situation in words. */
  readonly when: string;
  /** The command line that was refused. */
  readonly command: string;
  readonly message: string;
  readonly hint: string;
  /** The commands that were refused like this, sorted. */
  readonly commands: readonly string[];
}

/** By code, in the order of the cases. Written by `npm run refusals`, never by hand. */
export type Examples = Readonly<Partial<Record<RefusalCode, readonly Example[]>>>;

const examplesFile = path.resolve('packages/cli/test/refusals/examples.json');

export const readExamples = (): Examples =>
  JSON.parse(fs.readFileSync(examplesFile, 'utf8')) as Examples;

/** Compares with the recorded example; `npm run refusals` names a folder to record it in instead. */
export function expectExample(code: RefusalCode, n: number, example: Example): void {
  const folder = process.env['REFUSALS_RECORD'];
  if (folder === undefined) {
    expect({ hint: 'npm run refusals', example: readExamples()[code]?.[n] }).toEqual({
      hint: 'npm run refusals',
      example,
    });
    return;
  }
  fs.writeFileSync(path.join(folder, `${code}.${n}.json`), JSON.stringify(example));
}

/** Makes texts the same in every run: no folder, no clock and no digest of this run is left in them. */
export function settler({ dir }: Root): (text: string) => string {
  const digests = new Map<string, string>();
  const digest = (digits: string): string => {
    const key = digits.slice(0, 8);
    const known = digests.get(key) ?? exampleDigests[digests.size % exampleDigests.length] ?? '';
    digests.set(key, known);
    return known.repeat(4).slice(0, digits.length);
  };
  return (text) =>
    text
      .replaceAll(dir, '/home/ada/project')
      .replace(/\/[\w./-]*\/cli-\w+(?=\/)/g, '/home/ada')
      .replace(/\b20[1-8]\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '2026-01-19T14:30:12Z')
      .replace(
        /\b(?<run>run[-_])\d{8}(?<t>t)\d{6}(?<z>z[-_][a-z0-9-]+[-_])[0-9a-f]{6}\b/gi,
        '$<run>20260119$<t>143012$<z>ab12cd',
      )
      .replace(/\b\d{8}T\d{6}Z/g, '20260119T143012Z')
      .replace(/\b[0-9a-f]{8,64}\b/g, digest);
}

/** By the order in which digests appear. */
const exampleDigests = [
  '3f9a61c07be2d548',
  'b1d07c5e92a4f836',
  '70c4e8a15d3bf926',
  'e5a8036b4f17c9d2',
];
