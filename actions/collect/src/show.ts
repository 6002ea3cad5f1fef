/** After the last wave there is no run to come that would show where the item stands: so this one does. */
import { loadItem } from '@orchestrator/app';
import { showStatus, type Kit } from '@orchestrator/action-kit';
import type { Api } from '@orchestrator/github';

/**
 * One comment at most: this run's, where its legs worked on several items, is that of the first.
 * @param items for which no other run was started
 * @returns a sentence of Markdown; nothing when there is no item to show
 */
export async function showFirst(
  kit: Kit,
  api: Api,
  [first, ...others]: readonly string[],
  history: string,
): Promise<string> {
  if (first === undefined) return '';
  const loaded = await loadItem(kit.deps, first);
  if (!loaded.ok) {
    const { code, message, hint } = loaded.refusal;
    kit.log.warning(`${message}\n${hint}`, code);
    return '';
  }
  if (others.length > 0) {
    kit.log.info(`The comments of ${others.join(', ')} follow when they are scheduled.`);
  }
  const { state } = loaded;
  return (await showStatus(kit, { api, comment: 'auto', state, history })).where;
}
