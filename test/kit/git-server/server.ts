/**
 * A git server over smart HTTP in front of `git http-backend`, with the faults of a network and of a busy host. Every
 * request is answered by real git; a fault decides what the client hears of it.
 */
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { User } from './auth.ts';
import { planFaults, type Operation, type Planned, type Rates } from './faults.ts';
import { createHandler, type Entry, type Request } from './handler.ts';
import { operationOf } from './operation.ts';
import { destroy } from './reply.ts';

export interface GitServerOptions {
  /** A folder of bare repositories. */
  readonly root: string;
  /** Faults by chance; others come by `fail`. */
  readonly faults?: Rates;
  /** Absent: everybody may do everything. */
  readonly auth?: readonly User[];
  /** Is a connection used again? Default: yes. */
  readonly keepAlive?: boolean;
}

type Listener = (entry: Entry) => void | Promise<void>;

export interface GitServer {
  /** A repository is at `<url>/<folder>`. */
  readonly url: string;
  readonly journal: readonly Entry[];
  /** Plans faults for the next requests, in this order. */
  readonly fail: (...planned: readonly Planned[]) => void;
  /** So many planned faults nobody has met yet. */
  readonly pending: () => number;
  /** From now on nothing goes wrong any more. */
  readonly heal: () => void;
  /** Is told of each request when git has answered it and the client has heard nothing yet. */
  readonly onAnswered: (listener: Listener | undefined) => void;
  /** What runs git for these requests from now on, for example `strace` with its arguments; `undefined`: nothing. */
  readonly wrap: (command: readonly string[] | undefined, on?: Operation) => void;
  /** When all late requests have been done, and all connections are gone. */
  readonly close: () => Promise<void>;
}

/** Listens on a free port of this machine. */
export async function startGitServer(options: GitServerOptions): Promise<GitServer> {
  const { root, auth, faults, keepAlive = true } = options;
  const plan = planFaults(faults);
  const journal: Entry[] = [];
  let listener: Listener | undefined;
  let wrapped: { readonly command: readonly string[]; readonly on: Operation } | undefined;
  const handle = createHandler({
    ...{ root, auth, plan },
    note: async (entry) => {
      journal.push(entry);
      await listener?.(entry);
    },
    wrapFor: (operation) => (wrapped?.on === operation ? wrapped.command : undefined),
  });
  const underWay = new Set<Promise<unknown>>();
  const server = createServer(accept(handle, keepAlive, underWay));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    journal,
    fail: plan.add,
    pending: plan.pending,
    heal: plan.clear,
    onAnswered: (next) => (listener = next),
    wrap: (command, on = 'push') => (wrapped = command && { command, on }),
    close: async () => {
      plan.clear();
      while (underWay.size > 0) await Promise.all(underWay);
      await new Promise((closed) => {
        server.close(closed);
        server.closeAllConnections();
      });
    },
  };
}

/** Reads requests whole, and keeps book of those that are under way. */
function accept(
  handle: (asked: Request) => Promise<void>,
  keepAlive: boolean,
  underWay: Set<Promise<unknown>>,
): RequestListener {
  const used = new WeakSet<Socket>();
  return (request, response) => {
    const reused = used.has(request.socket);
    used.add(request.socket);
    if (!keepAlive) response.shouldKeepAlive = false;
    const done = readBody(request)
      .then((body) =>
        handle({ request, response, body, reused, operation: operationOf(request, body) }),
      )
      .catch(() => destroy(response))
      .finally(() => underWay.delete(done));
    underWay.add(done);
  };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
