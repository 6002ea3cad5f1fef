import { fail, found, type Found } from './verdict.ts';

/** A pattern of a criterion, compiled. */
export interface Pattern {
  /** Does it match anywhere in the text? */
  readonly isIn: (text: string) => Found<boolean>;
  /** The line of the first match, from 1; `undefined` where finding it would take long. */
  readonly lineIn: (text: string) => number | undefined;
}

/**
 * Time is linear in the text, times the size of the compiled pattern at worst. These bounds keep that
 * factor small: counted repetitions (`.{900}`) are written out when compiled and are what makes it large.
 */
const maxProgram = 300;
const maxWork = 1_000_000_000;
const maxWorkForLine = 3_000_000;

/**
 * Compiles a pattern in RE2 syntax, `^` and `$` matching at each line. RE2 knows neither look-around
 * nor back-references, which is why no pattern can take exponential time.
 */
export async function compilePattern(source: string): Promise<Found<Pattern>> {
  const { RE2JS, RE2JSException } = await import('re2js');
  try {
    const compiled = RE2JS.compile(source, RE2JS.MULTILINE);
    const size = compiled.programSize();
    if (size > maxProgram) {
      return fail(
        `the pattern is too large (${size} instructions, at most ${maxProgram}): shorten its counted repetitions or split it`,
      );
    }
    return found({
      isIn: (text) =>
        size * text.length > maxWork
          ? fail('the text is too long for a pattern of this size: shorten the pattern')
          : found(compiled.test(text)),
      lineIn: (text) => {
        if (size * text.length > maxWorkForLine) return undefined;
        const matcher = compiled.matcher(text);
        if (!matcher.find()) return undefined;
        return text.slice(0, matcher.start()).split('\n').length;
      },
    });
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return fail(`the pattern cannot be read: ${error.message}`);
  }
}
