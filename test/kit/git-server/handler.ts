/** What is done with a request: somebody is let in, a fault strikes or does not, and real git answers. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createGuard, type User } from './auth.ts';
import { runBackend, type Answer } from './backend.ts';
import type { Fault, FaultPlan, Operation } from './faults.ts';
import { isApplied, refUpdates, type RefUpdate } from './operation.ts';
import { denial, destroy, refusals, reply, send } from './reply.ts';
import { rememberLists } from './stale.ts';

/** A request and its fate. */
export interface Entry {
  readonly operation: Operation;
  readonly path: string;
  readonly user: string | undefined;
  readonly fault: Fault['kind'] | undefined;
  /** What git answered, whatever the client heard; `undefined`: it was not asked. */
  readonly status: number | undefined;
  /** Came it on a connection that had carried a request before? */
  readonly reused: boolean;
  readonly updates: readonly RefUpdate[];
  /** Did a branch move? */
  readonly applied: boolean;
  /** By the clock of this process, in milliseconds. */
  readonly at: number;
}

export interface Request {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: Buffer;
  readonly operation: Operation;
  readonly reused: boolean;
}

export interface Handling {
  readonly root: string;
  readonly auth: readonly User[] | undefined;
  readonly plan: FaultPlan;
  /** Is told of a request when git has answered it and the client has heard nothing yet. */
  readonly note: (entry: Entry) => Promise<void>;
  /** What runs git for these requests. */
  readonly wrapFor: (operation: Operation) => readonly string[] | undefined;
}

const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

export function createHandler({ root, auth, plan, note, wrapFor }: Handling) {
  const admit = createGuard(auth);
  const lists = rememberLists();
  return async (asked: Request): Promise<void> => {
    const { request, response, body, operation } = asked;
    const admission = admit(request, operation);
    if (!admission.ok) {
      await note(entryOf(asked, undefined, undefined, undefined));
      return send(response, refusals[admission.status]);
    }
    const { user } = admission;
    const fault = plan.next(operation);
    const denied = denial(fault);
    if (denied !== undefined) {
      await note(entryOf(asked, user, fault?.kind, undefined));
      return send(response, denied);
    }
    if (fault?.kind === 'late') {
      destroy(response);
      await wait(fault.after);
    }
    const answer = await runBackend({ root, user, wrap: wrapFor(operation) }, request, body);
    const earlier = lists.remember(request, body, operation, answer);
    await note(entryOf(asked, user, fault?.kind, answer));
    if (fault?.kind === 'slow') await wait(fault.by);
    reply(response, (fault?.kind === 'stale' ? earlier : undefined) ?? answer, fault);
  };
}

function entryOf(
  { request, body, operation, reused }: Request,
  user: string | undefined,
  fault: Fault['kind'] | undefined,
  answer: Answer | undefined,
): Entry {
  const isPush = operation === 'push';
  return {
    ...{ operation, path: request.url ?? '/', user, fault, status: answer?.status, reused },
    updates: isPush ? refUpdates(body) : [],
    applied: isPush && answer !== undefined && isApplied(answer.body),
    at: performance.now(),
  };
}
