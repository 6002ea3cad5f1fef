/** Rewrites one list of options in a workflow, and no other byte of it. */
import { optionText } from './choices.ts';

export interface OptionsList {
  /** The line of `options:`, from 1. */
  readonly line: number;
  /** As many as lines are replaced. */
  readonly present: readonly string[];
  readonly right: readonly string[];
}

/**
 * @returns the text with the right options; those that were there keep their lines, with their comments.
 *   undefined when the list is neither one item a line nor all on the line of `options:`. With other lines between the
 *   items it comes out wrong: whoever calls reads it again.
 */
export function rewriteOptions(text: string, list: OptionsList): string | undefined {
  const lines = text.split('\n');
  const head = lines[list.line - 1] ?? '';
  const [, before, after] =
    /^((?!.*options:.*options:).*\boptions:\s*\[)[^\]#]*(\].*)$/.exec(head) ?? [];
  if (before !== undefined && after !== undefined) {
    const options = list.right.map(optionText).join(', ');
    return lines.with(list.line - 1, `${before}${options}${after}`).join('\n');
  }
  if (!/^\s*options:\s*(#.*)?$/.test(head)) return undefined;
  const items = lines.slice(list.line, list.line + list.present.length).map(asItem);
  const [first] = items;
  if (first === undefined) return undefined;
  const rewritten = list.right.map(
    (name) =>
      items.find((item) => item?.name === name)?.line ??
      `${first.indent}- ${optionText(name)}${first.end}`,
  );
  return lines.toSpliced(list.line, items.length, ...rewritten).join('\n');
}

interface Item {
  readonly line: string;
  readonly name: string;
  readonly indent: string;
  /** A carriage return, where the file has them. */
  readonly end: string;
}

function asItem(line: string): Item | undefined {
  const [, indent, name, end] =
    /^(\s*)-\s+["']?([a-z0-9-]+)["']?\s*?(?:\s#.*?)?(\r?)$/.exec(line) ?? [];
  return indent === undefined || name === undefined || end === undefined
    ? undefined
    : { line, name, indent, end };
}
