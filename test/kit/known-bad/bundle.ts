/**
 * Bundles a program with and without seeded defects: `bundle.ts ENTRY FOLDER [NAME…]` writes `shipped.mjs` and one
 * `<name>.mjs` for each known-bad variant. A variant whose text is not in its file exactly once is an error.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { build, type Plugin } from 'esbuild';
import { variants, type Edit } from './variants.ts';

const top = path.join(import.meta.dirname, '../../..');

/** Applies edits to sources on their way into the bundle. */
function edited(edits: readonly Edit[]): Plugin {
  return {
    name: 'known-bad',
    setup(building) {
      const applied = new Set<Edit>();
      building.onLoad({ filter: /\.ts$/ }, ({ path: file }) => {
        const mine = edits.filter((edit) => path.join(top, edit.file) === fs.realpathSync(file));
        if (mine.length === 0) return undefined;
        let contents = fs.readFileSync(file, 'utf8');
        for (const edit of mine) {
          contents = replaceOnce(contents, edit);
          applied.add(edit);
        }
        return { contents, loader: 'ts' };
      });
      building.onEnd(() => {
        const missed = edits.filter((edit) => !applied.has(edit));
        if (missed.length === 0) return undefined;
        return { errors: missed.map(({ file }) => ({ text: `${file} is not in the bundle.` })) };
      });
    },
  };
}

/** @throws Error unless the text is there exactly once */
function replaceOnce(contents: string, { file, find, replace }: Edit): string {
  const pieces = contents.split(find);
  if (pieces.length === 2) return pieces.join(replace);
  throw new Error(`${file} holds this text ${pieces.length - 1} times, not once: ${find}`);
}

const [entry = '', folder = '', ...names] = process.argv.slice(2);
const wanted = variants.filter(({ name }) => names.includes(name));
await Promise.all(
  [{ name: 'shipped', edits: [] as readonly Edit[] }, ...wanted].map(({ name, edits }) =>
    build({
      entryPoints: [path.resolve(entry)],
      outfile: path.join(folder, `${name.replaceAll(' ', '-')}.mjs`),
      bundle: true,
      platform: 'node',
      format: 'esm',
      logLevel: 'warning',
      // Some packages are CommonJS inside.
      banner: {
        js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
      },
      plugins: [edited(edits)],
    }),
  ),
);
