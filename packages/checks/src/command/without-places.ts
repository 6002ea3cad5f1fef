import { realpathSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';

/** Replaces the absolute paths that differ between machines, as far as they are known here. */
export function withoutPlaces(root: string, output: string): string {
  const places: readonly (readonly [string, string])[] = [
    [realpathSync(root), '.'],
    [root, '.'],
    [tmpdir(), '<tmp>'],
    [homedir(), '~'],
  ];
  return places
    .filter(([place]) => place.length > 1)
    .reduce((text, [place, short]) => text.replaceAll(place, short), output);
}
