import { placeInRoot } from '@orchestrator/core';

/** `wi-42: claims build.1, decisions build.1`. Slots hold nothing that a message could be made to mean. */
export function messageFor(item: string, paths: readonly string[]): string {
  const names = paths.map((path) => {
    const { folder, name } = placeInRoot(path) ?? { folder: path, name: '' };
    return `${folder} ${name === folder ? '' : name.replace(/\.json$/, '')}`.trim();
  });
  const shown = names.slice(0, 3).join(', ');
  return `${item}: ${shown}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`;
}
