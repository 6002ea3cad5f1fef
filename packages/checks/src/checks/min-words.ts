import type { CheckOf } from '../check-of.ts';
import { readText } from '../files/read-text.ts';
import { isMarkdown, maxMarkdownBytes, parseMarkdown } from '../markdown/parse-markdown.ts';
import { proseOf } from '../markdown/prose-of.ts';
import { counted, fail, pass, type Verdict } from '../verdict.ts';

/**
 * Has the file enough words? Of Markdown only the prose counts: no front matter, code blocks, HTML or
 * addresses of links.
 */
export async function checkMinWords(
  root: string,
  { path, min }: CheckOf<'min_words'>,
): Promise<Verdict> {
  const text = await readText(root, path, isMarkdown(path) ? maxMarkdownBytes : undefined);
  if (!text.ok) return text;
  const prose = isMarkdown(path) ? proseOf(await parseMarkdown(text.value)) : text.value;
  const words = countWords(prose);
  const detail = `${path} has ${counted(words, 'word')}`;
  return words >= min ? pass(detail) : fail(`${detail}; at least ${min} are needed`);
}

const ideograph = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu;
const letterOrDigit = /[\p{L}\p{N}]/u;

/**
 * What stands between spaces and holds a letter or a digit is a word; in scripts without spaces each
 * character is one, as word processors count.
 */
function countWords(text: string): number {
  let count = 0;
  for (const [part] of text.matchAll(/\S+/g)) {
    const rest = part.replace(ideograph, () => {
      count++;
      return '';
    });
    if (letterOrDigit.test(rest)) count++;
  }
  return count;
}
