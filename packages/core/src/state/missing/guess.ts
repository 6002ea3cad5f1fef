/** What is said of a record that is missing. */
import type { AttemptRef } from '../../model/attempt.ts';

/** Slots that are equally likely. */
export type Guess = readonly string[];

/** A record that is not there, as those who cite it see it. */
export interface Missed {
  /** How many launches cite it. */
  readonly launches: number;
  /** Were it a rejection, the attempt that it sent back: the likeliest first. */
  readonly sentBack: () => readonly AttemptRef[];
}
