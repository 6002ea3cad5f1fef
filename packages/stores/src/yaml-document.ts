/** YAML 1.2 core schema without anchors, aliases, tags, merge keys or duplicate keys; every problem with its line. */
import {
  isAlias,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  LineCounter,
  parseDocument,
  visit,
  type Document,
} from 'yaml';

export const maxYamlBytes = 1024 * 1024;

export interface TextProblem {
  readonly code: string;
  /** From 1. */
  readonly line: number;
  readonly detail: string;
  readonly hint: string;
}

export interface YamlDocument {
  readonly value: unknown;
  readonly problems: readonly TextProblem[];
  /** The line of a place inside the document; of the nearest place around it when there is no such place. */
  readonly lineOf: (at: readonly (string | number)[]) => number;
}

export function readYaml(text: string): YamlDocument {
  if (Buffer.byteLength(text) > maxYamlBytes) {
    return failed({
      code: 'too-large',
      line: 1,
      detail: 'The file is larger than 1 MiB.',
      hint: 'Split it into several workflows.',
    });
  }
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    uniqueKeys: true,
    lineCounter: lines,
    prettyErrors: false,
    strict: true,
  });
  const line = (offset: number | undefined): number => Math.max(1, lines.linePos(offset ?? 0).line);
  const broken = document.errors.map((error): TextProblem => ({
    code: error.code === 'DUPLICATE_KEY' ? 'duplicate-key' : 'not-yaml',
    line: line(error.pos[0]),
    detail:
      error.code === 'DUPLICATE_KEY'
        ? `The key ${wordAt(text, error.pos[0])} is given twice.`
        : `${error.message.replace(/\.$/, '')}.`,
    hint: error.code === 'DUPLICATE_KEY' ? 'Keep one of the two.' : 'Correct the YAML.',
  }));
  const problems = broken.length > 0 ? broken : refusedFeatures(document, line);
  const lineOf = (at: readonly (string | number)[]): number => line(offsetOf(document, at));
  return problems.length > 0
    ? { value: undefined, problems, lineOf }
    : { value: document.toJS({ maxAliasCount: 0 }) as unknown, problems, lineOf };
}

const failed = (problem: TextProblem): YamlDocument => ({
  value: undefined,
  problems: [problem],
  lineOf: () => problem.line,
});

/** The word that begins at an offset, without its quotes. */
const wordAt = (text: string, offset: number): string =>
  /^["']?([^"':,\s]{1,100})/.exec(text.slice(offset))?.[1] ?? '';

function refusedFeatures(
  document: Document.Parsed,
  line: (offset: number | undefined) => number,
): readonly TextProblem[] {
  const problems: TextProblem[] = [];
  const refuse = (what: string, offset: number | undefined): void => {
    problems.push({
      code: 'yaml-feature',
      line: line(offset),
      detail: `${what} may not be used here.`,
      hint: 'Write the value out.',
    });
  };
  visit(document, {
    Alias: (_, node) => refuse('An alias', node.range?.[0]),
    Node: (_, node) => {
      if (isAlias(node)) return;
      if (node.anchor !== undefined) refuse(`The anchor &${node.anchor}`, node.range?.[0]);
      if (node.tag !== undefined) refuse(`The tag ${node.tag}`, node.range?.[0]);
    },
    Pair: (_, pair) => {
      if (isScalar(pair.key) && pair.key.value === '<<') refuse('A merge key', pair.key.range?.[0]);
      if (isScalar(pair.key) && pair.key.value === '__proto__')
        refuse('The key __proto__', pair.key.range?.[0]);
      if (!isScalar(pair.key))
        refuse('A key that is not a word', isNode(pair.key) ? pair.key.range?.[0] : 0);
    },
  });
  return problems.slice(0, 20);
}

function offsetOf(document: Document.Parsed, at: readonly (string | number)[]): number | undefined {
  let node: unknown = document.contents;
  let offset = isNode(node) ? node.range?.[0] : 0;
  for (const part of at) {
    const next = isMap(node)
      ? node.items.find((pair) => isPair(pair) && isScalar(pair.key) && pair.key.value === part)
      : undefined;
    if (next !== undefined) {
      offset = isScalar(next.key) ? (next.key.range?.[0] ?? offset) : offset;
      node = next.value;
    } else if (isCollection(node) && !isMap(node) && typeof part === 'number') {
      node = node.items[part];
      offset = isNode(node) ? (node.range?.[0] ?? offset) : offset;
    } else return offset;
  }
  return offset;
}
