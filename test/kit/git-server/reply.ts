/** Ways in which a reply reaches its client, or does not. */
import type { ServerResponse } from 'node:http';
import type { Answer } from './backend.ts';
import type { Fault } from './faults.ts';

/** All of it. */
export function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...headers, 'content-length': String(body.length) });
  response.end(body);
}

/** The connection dies, and not one byte was sent. */
export function destroy(response: ServerResponse): void {
  response.socket?.destroy();
}

/** The head and half of the body, and then the connection dies. */
function cut(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...headers, 'content-length': String(body.length) });
  response.write(body.subarray(0, body.length / 2), () => response.socket?.destroy());
}

/** Half of the body, which is said to be all of it. */
const truncate = (response: ServerResponse, { status, headers, body }: Answer): void =>
  send(response, { status, headers, body: body.subarray(0, body.length / 2) });

/** The reply, as the fault lets it through. */
export function reply(response: ServerResponse, answer: Answer, fault: Fault | undefined): void {
  switch (fault?.kind) {
    case 'reply-lost':
    case 'late':
      return destroy(response);
    case 'reply-cut':
      return cut(response, answer);
    case 'truncated':
      return truncate(response, answer);
    case 'bad-gateway':
      return send(response, text(502, 'Bad gateway'));
    default:
      return send(response, answer);
  }
}

const text = (status: number, body: string, headers: Answer['headers'] = {}): Answer => ({
  status,
  headers: { 'content-type': 'text/plain', ...headers },
  body: Buffer.from(`${body}\n`),
});

export const refusals = {
  401: text(401, 'Bad credentials', { 'www-authenticate': 'Basic realm="git"' }),
  403: text(403, 'Write access to repository not granted.'),
} as const;

/** What a request is answered that never reaches git. */
export function denial(fault: Fault | undefined): Answer | undefined {
  switch (fault?.kind) {
    case 'unavailable':
      return text(503, 'Service unavailable');
    case 'unauthorized':
      return refusals[401];
    case 'rate-limited':
      return text(403, 'You have exceeded a secondary rate limit.', {
        'retry-after': String(fault.retryAfter),
      });
    default:
      return undefined;
  }
}
