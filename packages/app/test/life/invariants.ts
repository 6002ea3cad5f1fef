/** What must never be, however an item got there. Asked of the model, which is what the views show. */
import { isRunning, type Life } from './life.ts';

/** What is wrong, in words; nothing when all is well. */
export function broken({ tries }: Life): string | undefined {
  const running = tries.filter(isRunning);
  const busy = running.map(({ claim }) => claim?.executor ?? '');
  if (new Set(busy).size < busy.length) return `one executor, two claims: ${busy.join(', ')}`;
  const alone = running.find(({ row }) => !row.parallelizable);
  if (alone !== undefined && running.length > 1)
    return `${running.map(({ name }) => name).join(' beside ')}, and ${alone.name} runs alone`;
  const held = running.flatMap(({ row }) => row.resources);
  if (new Set(held).size < held.length) return `one resource, two users: ${held.join(', ')}`;
  return undefined;
}
