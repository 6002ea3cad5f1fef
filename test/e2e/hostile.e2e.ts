/** Titles that try to be commands of the shell, of the runner, of expressions, and of Markdown: they are text. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';

import type { ConsumerRun } from '../kit/act/consumer.ts';
import { outcomes } from '../kit/act/records.ts';
import { expectDone, expectSound } from './expectations.ts';
import { inputs, item, openHandbook, redefined, type Handbook } from './handbook.ts';

let handbook: Handbook;
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'hostile-'));
const trap = path.join(scratch, 'sprung');
afterEach(async () => {
  await handbook.close();
  fs.rmSync(scratch, { recursive: true });
});

const titles = {
  headings: `$(touch ${trap}) \`touch ${trap}\` '; touch ${trap}; '`,
  links: '::set-output name=sprung::1\n::error::sprung\n##[error]sprung',
  wording: '${{ github.token }} ${{ toJSON(secrets) }}',
  assemble: '| <img src=x onerror=sprung()> @alice #1 fixes #2 [sprung](javascript:sprung)',
  report: "line one\n::add-mask::masked\n<!-- sprung --> ```\n# sprung '''",
};

const hostile = (definition: string): string =>
  Object.entries(titles).reduce(
    (text, [step, title]) =>
      text.replace(
        new RegExp(`(- key: ${step}\n.*\n)    title: .*\n`),
        (_, head: string) =>
          `${head}    title: ${JSON.stringify(title)}\n    nextAction: ${JSON.stringify(title)}\n`,
      ),
    definition,
  );

/** Outside of code, where Markdown and mentions would work. */
const outsideCode = (markdown: string): string =>
  markdown.replace(/(`{3,})[^]*?\1/g, '').replace(/(`+)[^`][^]*?\1/g, '');

test('hostile titles are shown, and do nothing', async () => {
  handbook = await openHandbook(redefined(hostile));
  const first = await handbook.start({ inputs });
  const runs = [first, ...(await handbook.dispatched())];

  const shown = runs.flatMap(legs).map(({ matrix }) => [matrix['step'], matrix['title']]);
  expect(Object.fromEntries(shown)).toEqual(titles);
  expect(outcomes(handbook.repository, item)).toHaveLength(5);
  expect(fs.existsSync(trap)).toBe(false);
  for (const { jobs, lines } of runs) {
    const commands = lines.filter(({ command }) => command !== undefined);
    expect(commands.map(({ name }) => name)).not.toContain('sprung');
    expect(commands.map(({ arg }) => arg)).not.toContain('masked');
    expect(
      jobs.flatMap(({ annotations }) => annotations).map(({ message }) => message),
    ).not.toContain('sprung');
    for (const { summary } of jobs.flatMap(({ steps }) => steps))
      expect(outsideCode(summary)).not.toMatch(/<img|<!--|@alice|\]\(javascript|^# sprung/m);
  }
  expectDone(handbook);
  expectSound(handbook);
});

const legs = ({ jobs }: ConsumerRun) => jobs.filter(({ id }) => id === 'work');
