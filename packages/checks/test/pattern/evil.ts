/** Each of these takes some engine exponential or high polynomial time, or a large automaton. */
export const evilPatterns: readonly string[] = [
  '(a+)+$',
  '(a|a)*$',
  '(a|aa)+$',
  '(.*a){20}$',
  '([a-zA-Z]+)*$',
  '^(([a-z])+.)+[A-Z]([a-z])+$',
  '(x+x+)+y',
  '((a*)*)*b',
  '(a?){30}a{30}',
  '\\b(\\w+\\s?)+$',
  '^(\\w+\\s?)*$',
  '.*.*.*.*.*=.*',
  '(?i)(\\pL+)*1',
  '(?i)\\pL{200}!1',
  '[\\pL\\pN]'.repeat(14),
  '^(.*?,){11}P',
  'a.{900}c',
  '.{900}z',
  '[ab].{20}c',
  '[a-m].{40}[n-z].{40}!1',
  '[^a].{0,400}[^b].{0,100}!1',
  '(.{1,3}){240}!1',
  '(\\pL|\\pN\\d){100}!1',
  `(?i)${'[a-z].{0,30}'.repeat(10)}!1`,
  `(?i)${'\u{100}?\u{102}?'.repeat(150)}!1`,
  `${'.*a'.repeat(330)}!1`,
  `${'[ab]'.repeat(240)}c`,
  `${'a?'.repeat(480)}!1`,
  `${'(a|b|c|d)*'.repeat(80)}!1`,
];

/** Texts that lead them into as many states as they have. */
export function evilTexts(size: number): readonly string[] {
  return [
    `${'a'.repeat(size)}!`,
    `${'word '.repeat(size / 5)}!`,
    `${`${'a'.repeat(79)}\n`.repeat(size / 80)}!`,
    text(size, (random) => String.fromCharCode(97 + (random % 2))),
    text(size, (random) => String.fromCharCode(32 + (random % 95))),
    text(size, (random) => String.fromCodePoint(0xc0 + (random % 0xd000))),
  ];
}

function text(size: number, characterOf: (random: number) => string): string {
  let state = 1;
  return Array.from({ length: size }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return characterOf(state >>> 8);
  }).join('');
}
