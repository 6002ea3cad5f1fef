// A quotation, an escape, a class, a counted repetition, any other character.
const tokens =
  /\\Q[^]*?(?:\\E|$)|\\[^]|\[\^?\]?(?:\\[^]|\[:\^?\w+:\]|[^\]\\])*\]|\{(?:\d+,)?(?<most>\d+),?\}|[^]/gu;

/** How long a pattern is when its counted repetitions are written out, also those within each other. */
export function writtenLength(source: string): number {
  const groups: number[] = [];
  let length = 0;
  let last = 0;
  for (const match of source.matchAll(tokens)) {
    const [token] = match;
    const most = match.groups?.['most'];
    if (most !== undefined) {
      length += last * Math.max(0, Number(most) - 1);
      last *= Math.max(1, Number(most));
    } else if (token === '(') {
      groups.push(length);
      length = 0;
    } else {
      // What is repeated after a group is all of it; an empty one is not for nothing either.
      const size = token.startsWith('\\Q') ? token.length : 1;
      last = token === ')' ? length + size : size;
      length = token === ')' ? last + (groups.pop() ?? 0) : length + size;
    }
  }
  return groups.reduce((sum, one) => sum + one, length);
}
