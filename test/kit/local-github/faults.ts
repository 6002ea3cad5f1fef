export type FaultKind =
  /** `applied`: the request takes effect first (a 502 after the write). Headers e.g. `retry-after`. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: unknown;
      readonly applied?: boolean;
    }
  /** The request takes effect; then the connection breaks. */
  | { readonly kind: 'lost-reply' }
  /** A GET is answered from before the last change of what it reads. */
  | { readonly kind: 'stale-read' }
  /** A listing lacks its last entries (1 unless said); a tree says `truncated: true`; a download lacks its last bytes. */
  | { readonly kind: 'truncated'; readonly lacks?: number }
  | { readonly kind: 'delay'; readonly ms: number };

export interface Fault {
  /** Left out: any; for `stale-read` and `truncated` always GET. */
  readonly method?: string;
  /** Tried on the decoded path, without the query. Left out: any. */
  readonly path?: RegExp;
  /** How many requests meet it, 1 unless said. */
  readonly times?: number;
  /** How many matching requests it lets pass first. */
  readonly after?: number;
  readonly fault: FaultKind;
}

export interface Faults {
  add(faults: readonly Fault[]): void;
  /** Uses up the first fault that fits. */
  take(method: string, path: string): FaultKind | undefined;
  /** How many faults have not been met yet. */
  pending(): number;
}

function fits(fault: Fault, method: string, path: string): boolean {
  const readsOnly = fault.fault.kind === 'stale-read' || fault.fault.kind === 'truncated';
  if (readsOnly && method !== 'GET') return false;
  if (fault.method !== undefined && fault.method !== method) return false;
  // A sticky or global expression would remember where its last match ended.
  return (
    fault.path === undefined ||
    new RegExp(fault.path.source, fault.path.flags.replace(/[gy]/g, '')).test(path)
  );
}

/** Scripted faults, used up in the order in which they were added. */
export function createFaults(): Faults {
  const queue: { fault: Fault; after: number; times: number }[] = [];
  return {
    add: (faults) => {
      for (const fault of faults)
        queue.push({ fault, after: fault.after ?? 0, times: fault.times ?? 1 });
    },
    take: (method, path) => {
      for (const waiting of queue) {
        if (waiting.times === 0 || !fits(waiting.fault, method, path)) continue;
        if (waiting.after > 0) {
          waiting.after -= 1;
          continue;
        }
        waiting.times -= 1;
        return waiting.fault.fault;
      }
      return undefined;
    },
    pending: () => queue.reduce((sum, { times }) => sum + times, 0),
  };
}
