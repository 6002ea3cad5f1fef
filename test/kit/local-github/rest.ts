import { createHash } from 'node:crypto';
import { authorizationOf, type Incoming, type Service } from './exchange.ts';
import { checkBody, checkQuery, checkReply, findOperation, type Found } from './openapi.ts';
import { counted } from './rate.ts';
import { failure, notFound, type Asked, type Reply } from './reply.ts';
import { routeOf } from './routes/index.ts';
import { actionsBot } from './shapes/user.ts';
import { slug, type World } from './world.ts';

/** The one version that the description at hand is of. */
const apiVersion = '2022-11-28';

/** JSON, and for files the bytes as they are. */
const mediaTypes = /^(\*\/\*|application\/(json|vnd\.github(\.v3)?(\.raw)?(\+json)?))$/;

interface Parsed {
  readonly body: unknown;
  readonly wrong: readonly string[];
}

function parseBody({ bytes }: Incoming): Parsed {
  if (bytes.length === 0) return { body: undefined, wrong: [] };
  try {
    return { body: JSON.parse(bytes.toString()) as unknown, wrong: [] };
  } catch {
    return { body: undefined, wrong: ['Problems parsing JSON'] };
  }
}

function refused(incoming: Incoming, status: number, wrong: readonly string[]): Reply {
  for (const what of wrong) incoming.note.violation(what);
  return failure(status, wrong.join('; '));
}

/** What GitHub says before it looks at a request's contents. */
function turnedAway(world: World, incoming: Incoming, found: Found): Reply | undefined {
  const { headers } = incoming;
  const version = headers['x-github-api-version'];
  const { owner, repo } = found.parameters;
  const other =
    owner !== undefined && `${owner}/${repo ?? ''}`.toLowerCase() !== slug(world).toLowerCase();
  if (headers['user-agent'] === undefined) return refused(incoming, 403, ['no User-Agent header']);
  if (!mediaTypes.test(headers.accept ?? '*/*'))
    return refused(incoming, 415, [`media type not served: ${String(headers.accept)}`]);
  if (version !== undefined && version !== apiVersion)
    return refused(incoming, 400, [`API version ${String(version)} is not described`]);
  const scheme = authorizationOf(headers)?.scheme;
  if (scheme !== 'token' && scheme !== 'bearer') return failure(401, 'Requires authentication');
  return other ? notFound() : undefined;
}

function askedBy(
  world: World,
  incoming: Incoming,
  found: Found,
  body: unknown,
): Asked & { used: () => boolean } {
  const { fault, url, headers } = incoming;
  const lacks = fault?.kind === 'truncated' ? (fault.lacks ?? 1) : 0;
  let used = false;
  return {
    world,
    state: fault?.kind === 'stale-read' ? world.versions.before() : world.versions.now(),
    parameters: found.parameters,
    query: url.searchParams,
    body: (body ?? {}) as Readonly<Record<string, unknown>>,
    url,
    accept: headers.accept ?? '',
    account: world.accounts.get(authorizationOf(headers)?.token ?? '') ?? actionsBot,
    truncated: lacks > 0,
    listed: (items) => {
      used = true;
      return items.slice(0, Math.max(items.length - lacks, 0));
    },
    used: () => used,
  };
}

/** A GET whose answer the client has already gets 304 and no body. */
function conditional({ method, headers }: Incoming, reply: Reply): Reply {
  if (method !== 'GET' || reply.status !== 200) return reply;
  const bytes = Buffer.isBuffer(reply.body) ? reply.body : JSON.stringify(reply.body);
  const etag = `W/"${createHash('sha256').update(bytes).digest('hex')}"`;
  const sent = (headers['if-none-match'] ?? '').split(/, */);
  const known = sent.some((tag) => tag.replace(/^W\//, '') === etag.replace(/^W\//, ''));
  return known
    ? { status: 304, headers: { ...reply.headers, etag } }
    : { ...reply, headers: { ...reply.headers, etag } };
}

async function answer(
  world: World,
  incoming: Incoming,
  found: Found,
  body: unknown,
): Promise<Reply> {
  const { operation } = found;
  const { note, fault } = incoming;
  await world.syncRefs();
  const asked = askedBy(world, incoming, found, body);
  const route = routeOf.get(operation.id);
  if (route === undefined) throw new Error(`no route for ${operation.id}`);
  const reply = await route(asked);
  if (fault?.kind === 'truncated' && !asked.used())
    note.violation(`nothing to truncate in the reply to ${operation.id}`);
  const wrong = Buffer.isBuffer(reply.body) ? [] : checkReply(operation, reply.status, reply.body);
  if (wrong.length > 0) note.violation(wrong.join('; '));
  return conditional(incoming, reply);
}

async function handle(world: World, incoming: Incoming): Promise<Reply> {
  const { method, url, note } = incoming;
  const { body, wrong } = parseBody(incoming);
  note.add({ body });
  const found = findOperation(method, url.pathname);
  if (found === undefined)
    return refused(incoming, 501, [`no such route: ${method} ${url.pathname}`]);
  const { operation } = found;
  note.add({ operation: operation.id });
  if (wrong.length > 0) return refused(incoming, 400, wrong);
  const away = turnedAway(world, incoming, found);
  if (away !== undefined) return away;
  const faulty = [...checkQuery(operation, url.searchParams), ...checkBody(operation, body)];
  if (faulty.length > 0) return refused(incoming, 422, faulty);
  return answer(world, incoming, found, body);
}

/** GitHub's REST API, as far as its description is at hand; whatever is not described fails, and is a violation. */
export const restService =
  (world: World): Service =>
  async (incoming) =>
    counted(world, incoming.url.pathname, await handle(world, incoming));
