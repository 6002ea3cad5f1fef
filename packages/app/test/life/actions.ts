/** What can be done to items: each action names everything that it is about, so that a failure can be read and replayed. */
export type Ending = 'completed' | 'failed' | 'released' | 'abandoned';

export type ReviewDecision = 'proceed' | 'merge' | 'link' | 'close';

interface OnItem {
  readonly item: string;
}

export type Action =
  | (OnItem & {
      readonly kind: 'register';
      readonly version: string;
      readonly links: readonly string[];
      readonly owner: string;
    })
  | (OnItem & { readonly kind: 'schedule'; readonly executors?: number })
  | (OnItem & {
      readonly kind: 'claim';
      readonly step: string;
      readonly executor: string;
      readonly person: string;
      readonly machine: number;
      readonly force: boolean;
    })
  | (OnItem & {
      readonly kind: 'end';
      readonly step: string;
      /** The number of the attempt; absent: the present one. */
      readonly k?: number;
      readonly executor: string;
      readonly person: string;
      readonly machine: number;
      readonly status: Exclude<Ending, 'abandoned'>;
      readonly words: string;
    })
  | (OnItem & {
      readonly kind: 'abandon';
      readonly step: string;
      readonly person: string;
      readonly words: string;
    })
  | (OnItem & {
      readonly kind: 'retry';
      readonly step: string;
      readonly person: string;
      readonly reason: string;
    })
  | (OnItem & {
      readonly kind: 'approve';
      readonly gate: string;
      readonly person: string;
      /** The state of the gate that the person was shown, as the model writes it. */
      readonly shown?: string;
    })
  | (OnItem & {
      readonly kind: 'reject';
      readonly gate: string;
      readonly person: string;
      readonly reason: string;
      readonly returnTo?: string;
      readonly shown?: string;
    })
  | (OnItem & {
      readonly kind: 'review';
      readonly gate: string;
      readonly person: string;
      readonly decision: ReviewDecision;
      readonly reason: string;
      readonly target?: string;
      readonly shown?: string;
    })
  | (OnItem & {
      readonly kind: 'block';
      readonly blocker: string;
      readonly step?: string;
      readonly person: string;
      readonly reason: string;
    })
  | (OnItem & {
      readonly kind: 'unblock';
      readonly blocker: string;
      readonly person: string;
      readonly reason: string;
    })
  | (OnItem & {
      readonly kind: 'transfer';
      readonly step?: string;
      readonly to: string;
      readonly person: string;
      readonly reason: string;
    })
  | (OnItem & { readonly kind: 'integrate'; readonly person: string })
  | (OnItem & {
      readonly kind: 'revert';
      readonly step: string;
      readonly person: string;
      readonly reason: string;
    })
  | (OnItem & {
      readonly kind: 'migrate';
      readonly to: string;
      /** Old keys to new ones; `null`: it does not go on. Steps that are not named keep their key. */
      readonly map: Readonly<Record<string, string | null>>;
      readonly person: string;
      readonly reason: string;
    })
  | (OnItem & { readonly kind: 'rollback'; readonly person: string; readonly reason: string })
  | (OnItem & {
      readonly kind: 'correct';
      /** The registration; the handoff of a try, by the try's name; or a record that is not there. */
      readonly record: string;
      readonly field: string;
      readonly value: string;
      readonly person: string;
      readonly reason: string;
    })
  | (OnItem & {
      readonly kind: 'outside';
      /** A check begins to fail, or passes again. */
      readonly flips?: string;
      readonly contents?: number;
      readonly merged?: boolean;
    });

export type Kind = Action['kind'];
export type ActionOf<K extends Kind> = Extract<Action, { readonly kind: K }>;

/** Exit classes of refusals (semantics §7). */
export type Exit = 2 | 3 | 4 | 5 | 6;

/**
 * What the model says to an action. Refused when any exit is named: with one of them, for the pages do not say which of
 * several reasons is told. Otherwise it is carried out, and `change` makes the model follow.
 */
export interface Verdict {
  readonly exits: readonly Exit[];
  readonly change: () => void;
  /** A repetition: answered with what is on record, nothing is stored. */
  readonly isRepeated: boolean;
}

const nothing = (): void => undefined;
export const refuse = (...exits: readonly Exit[]): Verdict => ({
  ...{ exits, change: nothing, isRepeated: false },
});
export const allow = (change: () => void): Verdict => ({ exits: [], change, isRepeated: false });
export const repeat: Verdict = { exits: [], change: nothing, isRepeated: true };

/** Refuses with all reasons that hold, or allows. */
export const judge = (
  reasons: readonly (readonly [boolean, Exit])[],
  change: () => void,
): Verdict => {
  const exits = reasons.flatMap(([holds, exit]) => (holds ? [exit] : []));
  return exits.length > 0 ? refuse(...exits) : allow(change);
};
