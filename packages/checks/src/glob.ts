import { fail, found, type Found } from './verdict.ts';

/** A glob: `*` and `?` within one part of a path, `**` across parts, `{a,b}`; everything else is meant literally. */
export interface Glob {
  /** The folder that all matches are in; the empty text for the root. */
  readonly base: string;
  readonly matches: (path: string) => boolean;
}

/** `[id]` is not among these: folders of that name are common, sets of characters are not. */
export const isGlob = (pattern: string): boolean => /[*?]|\{[^{}]*,[^{}]*\}/.test(pattern);

/** What a path may have at most in the core. Longer globs would only be nested too deeply to compile. */
const maxLength = 1024;

/** Compiles a glob. It runs on RE2, like all patterns of users: in linear time, however it is written. */
export async function compileGlob(pattern: string): Promise<Found<Glob>> {
  if (pattern.length > maxLength) return fail('the glob is too long');
  const { RE2JS } = await import('re2js');
  const compiled = RE2JS.compile(toPattern(pattern), RE2JS.DOTALL);
  const parts = pattern.split('/');
  const base = parts.slice(
    0,
    parts.findIndex((part) => /[*?{]/.test(part)),
  );
  return found({ base: base.join('/'), matches: (path) => compiled.testExact(path) });
}

// `**` goes across parts only where it is a whole part.
const pieces =
  /(?<acrossThen>(?<=^|[/{,])\*\*\/)|(?<across>(?<=^|[/{,])\*\*(?=$|[},]))|\*+|\?|[{},]|[^*?{},]+/g;

function toPattern(pattern: string): string {
  let depth = 0;
  let translated = '';
  for (const match of pattern.matchAll(pieces)) {
    const [piece] = match;
    if (piece === '{') depth++;
    translated += translate(piece, match.groups ?? {}, depth > 0);
    if (piece === '}' && depth > 0) depth--;
  }
  // A brace that is never closed is closed at the end rather than refused.
  return translated + ')'.repeat(depth);
}

function translate(
  piece: string,
  { acrossThen, across }: Readonly<Record<string, string | undefined>>,
  inBraces: boolean,
): string {
  if (acrossThen !== undefined) return '(?:[^/]+/)*';
  if (across !== undefined) return '.*';
  if (piece.startsWith('*')) return '[^/]*';
  if (piece === '?') return '[^/]';
  if (piece === '{') return '(?:';
  if (piece === ',' && inBraces) return '|';
  if (piece === '}' && inBraces) return ')';
  return piece.replace(/[\\^$.|()[\]{}+]/g, '\\$&');
}
