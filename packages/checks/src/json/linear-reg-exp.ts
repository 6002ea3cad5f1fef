import type { Options } from 'ajv';

type RegExpEngine = NonNullable<NonNullable<Options['code']>['regExp']>;

/**
 * Patterns in schemas are matched in linear time too. They are written in JavaScript's syntax; what RE2
 * does not know of it (look-around, back-references) makes the schema unusable, with the reason.
 */
export async function linearRegExp(): Promise<RegExpEngine> {
  const { RE2JS } = await import('re2js');
  const compile = (pattern: string) => {
    const compiled = RE2JS.compile(RE2JS.translateRegExp(pattern));
    // Ajv takes two engines with the same text for the same pattern.
    return { test: (text: string) => compiled.test(text), toString: () => pattern };
  };
  // Ajv asks for a name to write into generated source files; none are generated here.
  return Object.assign(compile, { code: 'linearRegExp' });
}
