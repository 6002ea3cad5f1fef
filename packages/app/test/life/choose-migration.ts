/** To which version, and where each step goes: mostly where the same piece of work is. */
import type { Action } from './actions.ts';
import type { Written } from './blueprint.ts';
import { bit, pickOf, type Choice } from './choice.ts';
import type { Life } from './life.ts';

export function migration(
  versions: readonly Written[],
  life: Life | undefined,
  { sensible, pick, detail }: Choice,
  common: { readonly item: string; readonly person: string; readonly reason: string },
): Action {
  const now = versions.find(({ version }) => version === life?.blueprint.version);
  const others = versions.filter((it) => it !== now || !sensible);
  const to = pickOf(others, pick);
  const map: Record<string, string | null> = {};
  for (const [key, origin] of Object.entries(now?.origins ?? {})) {
    const goal = Object.entries(to?.origins ?? {}).find(([, it]) => it === origin)?.[0];
    // What has nowhere to go need not be named, unless it is open.
    if (sensible && goal !== key && (goal ?? bit(detail, 4))) map[key] = goal ?? null;
    if (!sensible && bit(detail, 1)) map[key] = pickOf(to?.steps ?? [], pick)?.key ?? null;
  }
  if (!sensible && bit(detail, 2)) map['nowhere'] = 'a';
  return {
    kind: 'migrate',
    ...common,
    to: bit(detail, 3) || sensible ? (to?.version ?? '1.0.0') : '9.0.0',
    map,
  };
}
