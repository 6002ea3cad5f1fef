/** The prompt that `delegate` left in the schedule view. */
import { scheduleFile } from '@orchestrator/core';
import type { Deps } from './deps.ts';

export async function keptPrompt(
  { store }: Pick<Deps, 'store'>,
  item: string,
): Promise<string | undefined> {
  return promptIn(await store.readView(scheduleFile(item)));
}

/** A view is not trusted: anything but a text in its place is no prompt. @param text of a schedule view */
export function promptIn(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  try {
    const view: unknown = JSON.parse(text);
    const prompt =
      typeof view === 'object' && view !== null && 'prompt' in view ? view.prompt : undefined;
    return typeof prompt === 'string' && prompt.length <= 4000 ? prompt : undefined;
  } catch {
    return undefined;
  }
}
