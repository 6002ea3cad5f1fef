/** Items of any size in any state, with any words: nothing that a history must be, so that no luck of ours is built upon. */
import fc from 'fast-check';
import { places, type Row, type StatusModel, type WaitModel } from '../src/status-model.ts';
import { hostile } from './hostile.ts';
import { three } from './items.ts';

const word = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc.constantFrom(...hostile),
);
const key = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,62}$/);

const anyWait: fc.Arbitrary<WaitModel> = fc.record({
  code: fc.constantFrom(
    'predecessor',
    'gate',
    'blocker',
    'resource',
    'order',
    'executors',
    'requeue',
  ),
  names: fc.array(key, { maxLength: 8 }),
  text: word,
});

interface Drawn {
  readonly key: string;
  readonly isGate: boolean;
  readonly state: Row['state'];
  readonly bits: number;
  readonly waits: readonly WaitModel[];
  readonly owners: readonly string[];
}

const anyRow: fc.Arbitrary<Drawn> = fc.record({
  key,
  isGate: fc.boolean(),
  state: fc.constantFrom(...places),
  bits: fc.nat(),
  waits: fc.array(anyWait, { maxLength: 3 }),
  owners: fc.array(word, { maxLength: 4 }),
});

/** @param index how many steps stand before it: it may wait for those alone */
function toRow(drawn: Drawn, index: number, width: number, isLinear: boolean): Row {
  const { isGate, state, bits, waits, owners } = drawn;
  const start = Math.max(0, index - width);
  const indexes = Array.from({ length: index - start }, (_, place) => start + place).filter(
    (_, place) => ((bits >> place) & 1) === 1,
  );
  const common = {
    ...{ key: drawn.key, order: Math.floor(index / width), state, waits, owners },
    isNear: bits % 3 > 0,
    sinceMs: bits,
    predecessors: isLinear
      ? { kind: 'all' as const, end: index }
      : { kind: 'listed' as const, indexes },
  };
  return isGate
    ? { ...common, kind: 'gate', approvals: { given: 0, needed: 2 }, isReview: bits % 2 === 0 }
    : { ...common, kind: 'step', attempt: bits % 5, gates: [] };
}

/** @param most rows */
export const anyModel = (most: number): fc.Arbitrary<StatusModel> =>
  fc
    .record({
      few: fc.array(anyRow, { minLength: 1, maxLength: 60, size: 'max' }),
      count: fc.integer({ min: 1, max: most }),
      width: fc.integer({ min: 1, max: 30 }),
      isLinear: fc.boolean(),
      words: fc.array(word, { minLength: 3, maxLength: 60 }),
    })
    .map(({ few, count, width, isLinear, words }): StatusModel => {
      const model = three();
      let steps = 0;
      const rows = Array.from({ length: count }, (_, index) => few[index % few.length]).flatMap(
        (drawn) => {
          if (drawn === undefined) return [];
          const row = toRow(drawn, steps, width, isLinear);
          if (row.kind === 'step') steps += 1;
          return [row];
        },
      );
      const [title = '', next = '', ...rest] = words;
      return {
        ...model,
        ...{ title, next, rows, total: count },
        decisions: rest.map((reason) => ({
          ...{ at: model.asOf, gate: 'g', decision: 'approved', by: reason, reason, counts: true },
        })),
        handoffs: rest.map((path) => ({ step: 'one', status: 'failed', path })),
        criteria: rest.map((text) => ({ step: 'one', id: 'c', text, verifiedBy: 'check' })),
      };
    });
