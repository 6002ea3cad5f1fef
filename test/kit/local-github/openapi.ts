/** GitHub's own description of its API: which operations there are, what may be sent, what is answered. */
import { checkOf, type Check } from './check.ts';
import { description, type DescribedOperation, type DescribedParameter } from './description.ts';

interface Parameter {
  readonly name: string;
  readonly integer: boolean;
  readonly required: boolean;
  readonly check: Check;
}

export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly pattern: RegExp;
  readonly inPath: readonly Parameter[];
  readonly inQuery: ReadonlyMap<string, Parameter>;
  /** Undefined when no body is described. */
  readonly checkBody: Check | undefined;
  readonly bodyRequired: boolean;
  /** By status; undefined for a reply without a body. */
  readonly replies: ReadonlyMap<number, Check | undefined>;
}

function parameterOf({ name, required, schema }: DescribedParameter): Parameter {
  const integer = 'type' in schema && schema.type === 'integer';
  return { name, required, integer, check: checkOf(schema) };
}

/** `{path}` may hold slashes where the description says so, and be empty. */
function patternOf(path: string, parameters: readonly DescribedParameter[]): RegExp {
  const source = path.replace(/\/\{(\w+)\}/g, (_, name: string) =>
    parameters.some((it) => it.name === name && it.multiSegment === true)
      ? '(?:/(.*))?'
      : '/([^/]+)',
  );
  return new RegExp(`^${source}$`);
}

function operationOf(described: DescribedOperation): Operation {
  const { id, method, path, parameters, body, bodyRequired } = described;
  const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
  const replies = Object.entries(described.responses);
  return {
    id,
    method,
    path,
    pattern: patternOf(path, parameters),
    inPath: names
      .map((name) => parameters.find((it) => it.in === 'path' && it.name === name))
      .filter((it) => it !== undefined)
      .map(parameterOf),
    inQuery: new Map(
      parameters.filter((it) => it.in === 'query').map((it) => [it.name, parameterOf(it)]),
    ),
    checkBody: body === null ? undefined : checkOf(body),
    bodyRequired,
    replies: new Map(
      replies.map(([status, schema]) => [
        Number(status),
        schema === null ? undefined : checkOf(schema),
      ]),
    ),
  };
}

/** Fewest parameters first, so that `/issues/comments/7` is not read as an issue named `comments`. */
export const operations: readonly Operation[] = description.operations
  .map(operationOf)
  .sort((a, b) => a.inPath.length - b.inPath.length);

export interface Found {
  readonly operation: Operation;
  readonly parameters: Readonly<Record<string, string>>;
}

/** The operation that a request asks for, with the decoded parameters of its path. */
export function findOperation(method: string, path: string): Found | undefined {
  for (const operation of operations) {
    const match = operation.method === method ? operation.pattern.exec(path) : null;
    if (match === null) continue;
    const pairs = operation.inPath.map((it, n) => [
      it.name,
      decodeURIComponent(match[n + 1] ?? ''),
    ]);
    return { operation, parameters: Object.fromEntries(pairs) as Record<string, string> };
  }
  return undefined;
}

/** What is wrong with a query, against the operation's description. */
export function checkQuery(operation: Operation, query: URLSearchParams): readonly string[] {
  const wrong: string[] = [];
  for (const { name, required } of operation.inQuery.values())
    if (required && !query.has(name)) wrong.push(`query parameter ${name} is required`);
  for (const [name, text] of query) {
    const parameter = operation.inQuery.get(name);
    const value = parameter?.integer === true && /^-?\d+$/.test(text) ? Number(text) : text;
    const truth = text === 'true' ? true : text === 'false' ? false : value;
    if (parameter === undefined) wrong.push(`query parameter ${name} is not described`);
    else if (parameter.check(value).length > 0 && parameter.check(truth).length > 0)
      wrong.push(`query parameter ${name}: ${parameter.check(value).join('; ')}`);
    if (query.getAll(name).length > 1) wrong.push(`query parameter ${name} is sent twice`);
  }
  return [...new Set(wrong)];
}

/** What is wrong with a body; `undefined` is no body at all. */
export function checkBody(operation: Operation, body: unknown): readonly string[] {
  if (body === undefined) return operation.bodyRequired ? ['a body is required'] : [];
  if (operation.checkBody === undefined) return ['no body is described'];
  return operation.checkBody(body).map((error) => `body${error}`);
}

/** Errors that any operation may answer, whether or not its description lists them. */
const alwaysPossible = new Set([304, 400, 401, 403, 404, 409, 410, 422, 429, 501]);

/** What is wrong with a reply of ours. */
export function checkReply(operation: Operation, status: number, body: unknown): readonly string[] {
  if (!operation.replies.has(status))
    return alwaysPossible.has(status) ? [] : [`status ${status} is not described`];
  const check = operation.replies.get(status);
  if (check !== undefined) return check(body).map((error) => `reply${error}`);
  return body === undefined || status >= 300 ? [] : ['a reply without a body is described'];
}
