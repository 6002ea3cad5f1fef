/** Blockers, transfers and corrections: each is about something that there is, and series have no gaps. */
import * as z from 'zod/mini';
import { correctableFields } from '../decide/correct.ts';
import { recordKinds, type Stored } from '../model/records.ts';
import { placeOfBinding } from '../state/bindings.ts';
import type { ItemState } from '../state/state.ts';
import { hasExactly, type Links } from './links.ts';

type Amendment =
  Stored<'blocker'> | Stored<'resolution'> | Stored<'transfer'> | Stored<'correction'>;

export function checkAmendment(stored: Amendment, links: Links): string | undefined {
  switch (stored.kind) {
    case 'blocker':
      return checkBlocker(stored, links);
    case 'resolution':
      return checkResolution(stored, links);
    case 'transfer':
      return checkTransfer(stored, links);
    case 'correction':
      return checkCorrection(stored, links);
  }
}

function checkBlocker(blocker: Stored<'blocker'>, { state }: Links): string | undefined {
  if (!hasExactly(blocker, [blocker.record.binding ?? state.registration.id]))
    return 'It does not cite the version that it names its step under, and only that.';
  if (state.registration.record.links.includes(`blocked-by:${blocker.record.blocker}`))
    return 'Its id is that of an item that is waited for.';
  return checkStep(blocker.record, state);
}

function checkResolution(resolution: Stored<'resolution'>, { state }: Links): string | undefined {
  const { blocker } = resolution.record;
  const declared = state.records.find(
    (it) => it.kind === 'blocker' && it.record.blocker === blocker,
  );
  if (declared !== undefined) {
    return hasExactly(resolution, [declared.id])
      ? undefined
      : 'It does not cite the blocker that it resolves, and only that.';
  }
  if (!state.registration.record.links.includes(`blocked-by:${blocker}`))
    return `There is no blocker ${blocker}.`;
  return hasExactly(resolution, [state.registration.id])
    ? undefined
    : 'It does not cite the registration, and only that.';
}

function checkTransfer(transfer: Stored<'transfer'>, { state }: Links): string | undefined {
  const { n, step, from, binding } = transfer.record;
  const before = state.transfers.find(({ record }) => record.step === step && record.n === n - 1);
  if (before === undefined && n > 1) return `There is no transfer ${n - 1} before it.`;
  const under =
    before === undefined
      ? [binding ?? state.registration.id]
      : binding === undefined
        ? []
        : [binding];
  if (!hasExactly(transfer, [...(before ? [before.id] : []), ...under]))
    return 'It does not cite the transfer before it, and only that.';
  // Under another version the same key may be another step, and another key the same.
  const isSame = before !== undefined && before.record.binding === binding;
  const owners = isSame ? [before.record.to] : possibleOwners(step, state);
  if (!owners.includes(from)) return `It takes from ${from}, who did not answer for it.`;
  return checkStep(transfer.record, state);
}

/** Who may have answered for something before: for a step, whoever ever answered for the item or for a step. */
const possibleOwners = (
  step: string | undefined,
  { registration, transfers }: ItemState,
): readonly string[] => [
  registration.record.owner,
  ...transfers.flatMap(({ record }) =>
    step === undefined && record.step !== undefined ? [] : [record.to],
  ),
];

/** A step that is named must be one of the version that it is named under. */
function checkStep(
  { step, binding }: { readonly step?: string | undefined; readonly binding?: string | undefined },
  { bindings, migrations }: ItemState,
): string | undefined {
  if (binding !== undefined && !migrations.some(({ id }) => id === binding))
    return 'It names a migration that there is not.';
  const { plan } = bindings[placeOfBinding(migrations, binding)] ?? {};
  return step === undefined || plan?.byKey.has(step) === true
    ? undefined
    : `The workflow has no step ${step}.`;
}

function checkCorrection(
  correction: Stored<'correction'>,
  { state, byId }: Links,
): string | undefined {
  const { corrects, path, n, set } = correction.record;
  const about = byId.get(corrects);
  if (about?.path !== path || !hasExactly(correction, [corrects]))
    return 'It does not cite the record that it corrects, and only that.';
  const before = (state.corrections.get(corrects) ?? []).filter(({ record }) => record.n < n);
  if (before.length !== n - 1) return `There is no correction ${n - 1} before it.`;
  const fields = Object.keys(set);
  const known = correctableFields.filter((field) => Object.hasOwn(about.record, field));
  if (fields.length === 0 || fields.some((field) => !known.some((it) => it === field)))
    return 'It corrects what a record decides.';
  const { schema } = recordKinds[about.kind];
  return z.safeParse(schema, { ...about.record, ...set }).success
    ? undefined
    : 'What it says does not fit the record.';
}
