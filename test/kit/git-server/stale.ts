/** Remembers where the branches were, to answer as a cache that lags behind would. */
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Answer } from './backend.ts';
import type { Operation } from './faults.ts';

export interface Lists {
  /**
   * Keeps an answer that lists branches.
   * @returns the last answer to the same question that was another one; `undefined`: there is none
   */
  readonly remember: (
    request: IncomingMessage,
    body: Buffer,
    operation: Operation,
    answer: Answer,
  ) => Answer | undefined;
}

export function rememberLists(): Lists {
  /** The answer of now and the one before it, by question. */
  const answers = new Map<string, readonly [now: Answer, before: Answer | undefined]>();
  return {
    remember: ({ url = '', headers }, body, operation, answer) => {
      const isList = operation === 'list' || operation === 'list-to-push';
      if (!isList || answer.status !== 200) return undefined;
      const digest = createHash('sha256').update(body).digest('hex');
      const key = [url, headers['git-protocol'] ?? '', digest].join(' ');
      const known = answers.get(key);
      if (known?.[0].body.equals(answer.body) === true) return known[1];
      answers.set(key, [answer, known?.[0]]);
      return known?.[0];
    },
  };
}
