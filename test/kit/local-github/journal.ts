export interface JournalEntry {
  /** Milliseconds since the server started, on a clock that never goes back. */
  readonly at: number;
  readonly method: string;
  /** Decoded, without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Parsed JSON; `{ bytes }` for an upload; undefined when nothing was sent. */
  readonly body: unknown;
  /** The operation's id in GitHub's description, e.g. `actions/get-workflow-run`, or the service's method. */
  readonly operation: string | undefined;
  /** Scheme of the Authorization header, in lower case. */
  readonly authorization: string | undefined;
  /** Undefined while the request is under way and when no reply was sent. */
  readonly status: number | undefined;
  /** The fault that it met. */
  readonly fault: string | undefined;
}

/** A request that GitHub's description does not allow, or a reply of ours that it does not describe. */
export interface Violation {
  readonly method: string;
  readonly path: string;
  readonly what: string;
}

type Arrival = Pick<JournalEntry, 'method' | 'path' | 'query' | 'authorization'>;
type Later = Partial<Pick<JournalEntry, 'body' | 'operation' | 'status' | 'fault'>>;

/** One request, as it is being answered. */
export interface Note {
  readonly entry: JournalEntry;
  add(later: Later): void;
  violation(what: string): void;
}

export interface Journal {
  readonly entries: readonly JournalEntry[];
  readonly violations: readonly Violation[];
  open(arrival: Arrival): Note;
}

/** A journal in order of arrival; `clock` gives milliseconds. */
export function createJournal(clock: () => number): Journal {
  const entries: JournalEntry[] = [];
  const violations: Violation[] = [];
  const start = clock();
  return {
    entries,
    violations,
    open: (arrival) => {
      const nothing = {
        body: undefined,
        operation: undefined,
        status: undefined,
        fault: undefined,
      };
      const entry = { ...arrival, ...nothing, at: clock() - start };
      entries.push(entry);
      return {
        entry,
        add: (later) => void Object.assign(entry, later),
        violation: (what) =>
          void violations.push({ method: arrival.method, path: arrival.path, what }),
      };
    },
  };
}
