/** What the record of a check may hold; the same bounds as the core's `textSchema`. */
const maxLength = 4000;

// eslint-disable-next-line no-control-regex -- finding control characters is what this is for
const controls = /[\u0000-\u0008\u000b-\u001f\u007f]/g;
const loneSurrogates = /\p{Surrogate}/gu;

/**
 * Makes any text fit for a record: at most 4,000 characters, no control characters but newline and
 * tab, well-formed Unicode. Names and outputs come from files, so anything may be in them.
 */
export function cleanDetail(text: string): string {
  const clean = text
    .replaceAll('\r\n', '\n')
    .replace(controls, '\ufffd')
    .replace(loneSurrogates, '\ufffd');
  if (clean.length <= maxLength) return clean;
  // The cut may fall between the two halves of one character.
  return `${clean.slice(0, maxLength - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
