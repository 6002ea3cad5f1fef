import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultKind, Faults } from './faults.ts';
import type { Journal, Note } from './journal.ts';
import type { Reply } from './reply.ts';

export interface Incoming {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly note: Note;
  readonly fault: FaultKind | undefined;
}

export type Service = (incoming: Incoming) => Promise<Reply>;

/** The scheme of an Authorization header, in lower case, and what follows it. */
export function authorizationOf(
  headers: IncomingHttpHeaders,
): { scheme: string; token: string } | undefined {
  const [scheme = '', ...token] = (headers.authorization ?? '').split(' ');
  return scheme === '' ? undefined : { scheme: scheme.toLowerCase(), token: token.join(' ') };
}

function send(response: ServerResponse, { status, body, headers = {} }: Reply): void {
  const bytes =
    body === undefined || Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
  const type = Buffer.isBuffer(body)
    ? 'application/octet-stream'
    : 'application/json; charset=utf-8';
  response.writeHead(status, {
    ...(bytes === undefined ? {} : { 'content-type': type, 'content-length': bytes.length }),
    ...headers,
  });
  response.end(bytes);
}

async function applied(service: Service, incoming: Incoming): Promise<Reply> {
  try {
    return await service(incoming);
  } catch (error) {
    incoming.note.violation(
      `threw: ${error instanceof Error ? String(error.stack) : String(error)}`,
    );
    return { status: 500, body: { message: 'Server Error' } };
  }
}

/** The reply to a request and to the fault that it meets; undefined when it is lost. */
async function replyTo(service: Service, incoming: Incoming): Promise<Reply | undefined> {
  const { fault } = incoming;
  if (fault?.kind === 'delay') await sleep(fault.ms, undefined, { ref: false });
  if (fault?.kind === 'status') {
    if (fault.applied === true) await applied(service, incoming);
    const { status, headers = {}, body = { message: `Fault: ${fault.status}` } } = fault;
    return { status, headers, body };
  }
  const reply = await applied(service, incoming);
  return fault?.kind === 'lost-reply' ? undefined : reply;
}

/** As a person would write it; a client may send `refs%2Fheads`. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

async function exchange(
  { journal, faults }: Listener,
  service: Service,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const method = request.method ?? '';
  const url = new URL(`http://127.0.0.1${request.url ?? '/'}`);
  const { headers } = request;
  const path = decoded(url.pathname);
  const note = journal.open({
    method,
    path,
    query: Object.fromEntries(url.searchParams),
    authorization: authorizationOf(headers)?.scheme,
  });
  const fault = faults.take(method, path);
  note.add({ fault: fault?.kind });
  const bytes = await buffer(request);
  const reply = await replyTo(service, { method, url, headers, bytes, note, fault });
  if (reply === undefined) return void request.socket.destroy();
  note.add({ status: reply.status });
  send(response, reply);
}

export interface Listener {
  readonly journal: Journal;
  readonly faults: Faults;
}

export interface Listening {
  readonly origin: string;
  /** Answers from now on; until then a request finds the service unavailable. */
  serve(service: Service): void;
  close(): Promise<void>;
}

function closing(server: Server): Promise<void> {
  return new Promise((done, failed) => {
    server.close((error) => (error === undefined ? done() : failed(error)));
    server.closeAllConnections();
  });
}

/** Listens on a free port of 127.0.0.1. */
export async function listen(listener: Listener): Promise<Listening> {
  let service: Service = () => Promise.resolve({ status: 503 });
  const server = createServer((request, response) => {
    // A client that goes away while it sends is its own business.
    exchange(listener, service, request, response).catch(() => void response.destroy());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    serve: (served) => void (service = served),
    close: () => closing(server),
  };
}
