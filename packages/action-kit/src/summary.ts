/** The summary of a step. */
import * as core from '@actions/core';
import { cutAtLine } from '@orchestrator/render';

/** The runner refuses more than 1 MiB. */
const largest = 900 * 1024;

/** Adds to the summary of the step, where the runner takes one. */
export async function writeSummary(markdown: string): Promise<void> {
  if ((process.env['GITHUB_STEP_SUMMARY'] ?? '') === '' || markdown === '') return;
  const isSmall = Buffer.byteLength(markdown, 'utf8') <= largest;
  // A character has four bytes at most.
  const text = isSmall ? markdown : `${cutAtLine(markdown, largest / 4)}\n\n(cut off)`;
  await core.summary.addRaw(text, true).write();
}
