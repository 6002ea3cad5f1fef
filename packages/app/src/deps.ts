/** Everything that a use case is given. The composition roots put it together. */
import type {
  Checkout,
  Checks,
  Clock,
  Contracts,
  Definitions,
  Ids,
  Nonces,
  PolicyInForce,
  Repository,
  Runs,
  Store,
} from '@orchestrator/core';
import type { Uploads } from './collect-read.ts';

export interface Deps {
  readonly store: Store;
  readonly definitions: Definitions;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly checks: Checks;
  /** Absent where no contract files are at hand: then what is recorded of them counts. */
  readonly contracts?: Contracts;
  readonly nonces: Nonces;
  readonly repository: Repository;
  readonly inForce: PolicyInForce;
  /** Where items live in another store than the checkout: what the checkout has of them. */
  readonly checkout?: Checkout;
  /** The runs of CI that hold attempts; absent where there is nobody to ask. */
  readonly runs?: Runs;
  /** What a run has handed in for a collector, where that can be asked for. */
  readonly uploads?: (run: string) => Promise<Uploads>;
  /** Waits; in milliseconds. */
  readonly wait: (ms: number) => Promise<void>;
  /** From 0 to 1, for the jitter of retries. */
  readonly random: () => number;
}
