/** Definitions read once for a use case that goes through many items. */
import type { DefinitionResult, Definitions } from '@orchestrator/core';

export function remember(definitions: Definitions): Definitions {
  const known = new Map<string, Promise<DefinitionResult | undefined>>();
  return {
    list: () => definitions.list(),
    read: (id, version) => {
      const name = `${id}@${version}`;
      const found = known.get(name) ?? definitions.read(id, version);
      known.set(name, found);
      return found;
    },
  };
}
