import type { Options } from 'ajv';
import { tooCostly } from '../pattern/compile-pattern.ts';
import { loadCompiler } from '../pattern/compile-search.ts';

type RegExpEngine = NonNullable<NonNullable<Options['code']>['regExp']>;

/** A pattern that a schema cannot be used with, for what it is or for the text that it is to match. */
export class PatternError extends Error {}

/**
 * Patterns in schemas are matched in linear time too. They are written in JavaScript's syntax; what RE2
 * does not know of it (look-around, back-references) makes the schema unusable, with the reason.
 */
export async function linearRegExp(): Promise<RegExpEngine> {
  const { RE2JS } = await import('re2js');
  const compileSearch = await loadCompiler();
  const compile = (pattern: string) => {
    const search = compileSearch(RE2JS.translateRegExp(pattern), false);
    if (!search.ok) throw new PatternError(search.detail);
    const test = (text: string): boolean => {
      const outcome = search.value(text);
      if (outcome === 'costly') throw new PatternError(`${pattern}: ${tooCostly}`);
      return outcome !== 'none';
    };
    // Ajv takes two engines with the same text for the same pattern.
    return { test, toString: () => pattern };
  };
  // Ajv asks for a name to write into generated source files; none are generated here.
  return Object.assign(compile, { code: 'linearRegExp' });
}
