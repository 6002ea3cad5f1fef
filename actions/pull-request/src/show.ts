/** The comments of a pull request: one for each of its items, and one for what it does to the rules. */
import { tellKept, type Kit } from '@orchestrator/action-kit';
import { createComments, type Api, type Pull, type Sticky } from '@orchestrator/github';

/** Writes those that say something new. @returns a sentence of Markdown for each that could not be written, and where they are */
export async function show(
  { job, log }: Kit,
  api: Api,
  { number }: Pull,
  stickies: readonly Sticky[],
): Promise<readonly string[]> {
  const comments = createComments({ ...job, api }, number);
  const told = new Set<string>();
  for (const sticky of stickies) {
    const kept = await comments.keep(sticky);
    told.add(tellKept(log, number, kept));
    // What the server refuses now, it will refuse for the next one too.
    if (!kept.ok) break;
  }
  return [...told];
}
