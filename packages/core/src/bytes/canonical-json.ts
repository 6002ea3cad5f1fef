/**
 * RFC 8785 (JSON Canonicalization Scheme): one value, one text. Members sorted by UTF-16 code units, numbers and
 * strings as ECMAScript writes them, no white space. A record on disk is this text and a newline (semantics R2).
 */
import type { JsonValue } from './json.ts';

/** Deeper than any record; a guard against texts made to exhaust the stack. */
const maxDepth = 64;

/**
 * The canonical text of a JSON value.
 * @throws {TypeError} for what JSON can't carry: undefined, NaN, infinities, lone surrogates, nesting over 64.
 */
export function canonicalJson(value: JsonValue): string {
  return write(value, 0);
}

/** The bytes of a record on disk: canonical text and a newline. */
export function recordText(value: JsonValue): string {
  return `${canonicalJson(value)}\n`;
}

/** Do two JSON values have the same canonical text? */
export const sameJson = (one: unknown, other: unknown): boolean =>
  write(one, 0) === write(other, 0);

function write(value: unknown, depth: number): string {
  if (depth > maxDepth) throw new TypeError(`nested deeper than ${maxDepth}`);
  switch (typeof value) {
    case 'string':
      return writeString(value);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError('not a finite number');
      return JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? writeArray(value, depth) : writeObject(value, depth);
    default:
      throw new TypeError(`${typeof value} is not JSON`);
  }
}

function writeString(value: string): string {
  if (!value.isWellFormed()) throw new TypeError('a lone surrogate');
  return JSON.stringify(value);
}

function writeArray(value: readonly unknown[], depth: number): string {
  let text = '[';
  for (let index = 0; index < value.length; index += 1) {
    if (index > 0) text += ',';
    text += write(value[index], depth + 1);
  }
  return `${text}]`;
}

function writeObject(value: object, depth: number): string {
  const members = value as Readonly<Record<string, unknown>>;
  let text = '{';
  for (const key of Object.keys(members).sort()) {
    if (text.length > 1) text += ',';
    text += `${writeString(key)}:${write(members[key], depth + 1)}`;
  }
  return `${text}}`;
}
