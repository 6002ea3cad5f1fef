/** Names of the platform as ids of records (semantics R6). */
import { createHash } from 'node:crypto';

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const longest = 63;

/**
 * An attempt or executor id made of some words, joined by dashes; empty ones are left out. What an id may not hold
 * becomes a dash; a longer one is its first 54 characters, a dash, and 8 digits of its sha256.
 */
export function asLabel(...words: readonly string[]): string {
  const text = words
    .filter((word) => word !== '')
    .join('-')
    .toLowerCase()
    .replace(/[^a-z0-9._-]/g, '-')
    .replace(/^[^a-z0-9]+/, '');
  if (text === '') return 'job';
  return text.length <= longest ? text : `${text.slice(0, 54)}-${sha256(text).slice(0, 8)}`;
}

/** A login as a person: nearly all are persons already, `name[bot]` included. `undefined`: nothing is left of it. */
export function asPerson(login: string | undefined): string | undefined {
  const person = (login ?? '')
    .replace(/[^A-Za-z0-9._@[\]-]/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, longest);
  return person === '' ? undefined : person;
}
