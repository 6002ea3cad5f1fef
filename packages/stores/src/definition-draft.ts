/** A definition that is to be published: the author's own text, to which only the missing `change` entry is added. */
import { isUtf8 } from 'node:buffer';
import * as fs from 'node:fs';
import * as path from 'node:path';
import {
  readWorkflow,
  root as artifacts,
  type Change,
  type DefinitionProblem,
  type Workflow,
} from '@orchestrator/core';
import type { Node, Pair, YAMLMap } from 'yaml';
import { fileName, withLines } from './definition-files.ts';
import { sha256 } from './hash.ts';
import { onDisk } from './worktree/files.ts';

export interface DefinitionDraft {
  /** As it was named, for messages. */
  readonly path: string;
  readonly workflow: Workflow;
  /** What its `change` entry says so far. */
  readonly change: Partial<Change>;
  /** The author's text with this entry in it; `undefined` when it can't be put there without touching the rest. */
  readonly withChange: (
    change: Change,
  ) => Promise<{ readonly text: string; readonly digest: string } | undefined>;
}

export type ReadDraft =
  | { readonly ok: true; readonly draft: DefinitionDraft }
  | { readonly ok: false; readonly problems: readonly DefinitionProblem[] };

/** Reads a draft whole; what its `change` entry lacks is no problem yet. @param file relative to the root, or absolute */
export async function readDraft(root: string, file: string): Promise<ReadDraft> {
  const full = path.resolve(root, file);
  const bytes = onDisk(`Reading ${file}`, () => fs.readFileSync(full));
  if (!isUtf8(bytes))
    return failed(file, 'unreadable', 'The file is not UTF-8.', 'Make it a plain UTF-8 file.');
  const text = bytes.toString('utf8');
  const { readYaml } = await import('./yaml-document.ts');
  const { value, problems, lineOf } = readYaml(text);
  if (problems.length > 0)
    return { ok: false, problems: problems.map((it) => ({ ...it, path: file })) };
  const change = changeIn(value);
  const read = readWorkflow(withPlaceholders(value, change));
  if (!read.ok) return { ok: false, problems: withLines(read.problems, file, lineOf) };
  const { workflow } = read;
  const name = `${workflow.id}@${workflow.version}`;
  const claimed = nameInPlace(root, full);
  if (claimed !== undefined && claimed !== name)
    return failed(
      file,
      'wrong-file-name',
      `The file is called ${claimed}, but it defines ${name}.`,
      `Copy it to a file of another name, restore ${file}, and publish the copy.`,
    );
  return {
    ok: true,
    draft: {
      path: file,
      workflow,
      change,
      withChange: async (whole) => {
        const complete = await addChange(text, whole, change);
        return complete === undefined ? undefined : { text: complete, digest: sha256(complete) };
      },
    },
  };
}

const failed = (file: string, code: string, detail: string, hint: string): ReadDraft => ({
  ok: false,
  problems: [{ code, path: file, line: 1, detail, hint }],
});

/** `<id>@<version>` of a file that lies where definitions do and is called like one. */
function nameInPlace(root: string, full: string): string | undefined {
  if (path.dirname(full) !== path.join(path.resolve(root), artifacts, 'workflows'))
    return undefined;
  const match = fileName.exec(path.basename(full));
  return match === null ? undefined : `${match[1] ?? ''}@${match[2] ?? ''}`;
}

const parts = ['author', 'reason', 'impact'] as const;

/** Texts that are blank say nothing, and so are missing. */
function changeIn(document: unknown): Partial<Change> {
  const entry = isObject(document) ? document['change'] : undefined;
  if (!isObject(entry)) return {};
  const given = parts.flatMap((part) => {
    const text = entry[part];
    return typeof text === 'string' && text.trim() !== '' ? [[part, text] as const] : [];
  });
  return Object.fromEntries(given);
}

/** The definition as it will be, with the entry filled up: its other problems show without it. */
function withPlaceholders(document: unknown, change: Partial<Change>): unknown {
  if (!isObject(document)) return document;
  const entry = document['change'] ?? {};
  if (!isObject(entry)) return document;
  const missing = parts.filter((part) => !(part in entry) && change[part] === undefined);
  return {
    ...document,
    change: { ...entry, ...Object.fromEntries(missing.map((part) => [part, '–'])) },
  };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @param there what the text has of the entry already */
async function addChange(
  text: string,
  change: Change,
  there: Partial<Change>,
): Promise<string | undefined> {
  const missing = parts.filter((part) => there[part] === undefined);
  if (missing.length === 0) return text;
  const written = await insert(text, change, missing);
  const { readYaml } = await import('./yaml-document.ts');
  const read = written === undefined ? undefined : readWorkflow(readYaml(written).value);
  const isThere =
    read?.ok === true && parts.every((part) => read.workflow.change?.[part] === change[part]);
  return isThere ? written : undefined;
}

async function insert(
  text: string,
  change: Change,
  missing: readonly (typeof parts)[number][],
): Promise<string | undefined> {
  const { isMap, isScalar, parseDocument } = await import('yaml');
  const document = parseDocument(text, { version: '1.2', schema: 'core' });
  if (!isMap(document.contents)) return undefined;
  const map = document.contents;
  const find = (key: string): Pair | undefined =>
    map.items.find((pair) => isScalar(pair.key) && pair.key.value === key);
  const lines = missing.map((part) => [part, quoted(change[part])] as const);
  const entry = find('change');
  if (entry !== undefined)
    return isMap(entry.value) ? intoEntry(text, entry.value, lines) : undefined;
  const version = find('version');
  const key = rangeOf(version?.key);
  const value = rangeOf(version?.value);
  if (key === undefined || value === undefined) return undefined;
  const place = { text, indent: indentAt(text, key[0]), end: value[1] };
  return map.flow === true ? afterInFlow(place, lines) : afterInBlock(place, lines);
}

type Lines = readonly (readonly [key: string, value: string])[];

interface Place {
  readonly text: string;
  /** What stands before the key of `version` on its line. */
  readonly indent: string;
  /** Where the value of `version` ends. */
  readonly end: number;
}

const splice = (text: string, at: number, more: string): string =>
  text.slice(0, at) + more + text.slice(at);

/** On lines of its own, below the line of `version`. */
function afterInBlock({ text, indent, end }: Place, lines: Lines): string {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const next = text.indexOf(newline, end);
  const more = [`${indent}change:`, ...lines.map(([key, value]) => `${indent}  ${key}: ${value}`)];
  return splice(text, next === -1 ? text.length : next, newline + more.join(newline));
}

/** Behind the value of `version`; on the next line where each member has a line. */
function afterInFlow({ text, indent, end }: Place, lines: Lines): string {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const members = lines.map(([key, value]) => `"${key}": ${value}`).join(', ');
  const gap = indent.trim() === '' && text.includes('\n') ? newline + indent : ' ';
  return splice(text, end, `,${gap}"change": {${members}}`);
}

/** Before the first line of an entry that says something already. */
function intoEntry(text: string, entry: YAMLMap, lines: Lines): string | undefined {
  const first = rangeOf(entry.items[0]?.key);
  const isFlow = entry.flow === true;
  const at = first?.[0] ?? (isFlow && entry.range ? entry.range[0] + 1 : undefined);
  if (at === undefined) return undefined;
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const gap = isFlow ? ', ' : newline + indentAt(text, at);
  const members = lines.map(([key, value]) => `${isFlow ? `"${key}"` : key}: ${value}`);
  return splice(text, at, members.join(gap) + (first === undefined ? '' : gap));
}

const indentAt = (text: string, offset: number): string =>
  text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);

const rangeOf = (node: unknown): NonNullable<Node['range']> | undefined =>
  isObject(node) && Array.isArray(node['range'])
    ? (node as { range: NonNullable<Node['range']> }).range
    : undefined;

/** A text as YAML and JSON both write it. */
const quoted = (text: string): string =>
  JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
