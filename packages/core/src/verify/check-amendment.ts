/** Blockers, transfers and corrections: each is about something that there is, and series have no gaps. */
import * as z from 'zod/mini';
import { correctableFields } from '../decide/correct.ts';
import { recordKinds, type Stored } from '../model/records.ts';
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
  if (!hasExactly(blocker, [state.registration.id]))
    return 'It does not cite the registration, and only that.';
  const { step } = blocker.record;
  const known = state.bindings.some(({ plan }) => step === undefined || plan.byKey.has(step));
  return known ? undefined : `The workflow has no step ${step ?? ''}.`;
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
  const { n, step, from } = transfer.record;
  const before = state.transfers.find(({ record }) => record.step === step && record.n === n - 1);
  if (before === undefined && n > 1) return `There is no transfer ${n - 1} before it.`;
  if (!hasExactly(transfer, [before?.id ?? state.registration.id]))
    return 'It does not cite the transfer before it, and only that.';
  const owner = before?.record.to ?? (step === undefined ? state.registration.record.owner : from);
  if (owner !== from) return `It takes from ${from} what ${owner} answered for.`;
  const known = state.bindings.some(({ plan }) => step === undefined || plan.byKey.has(step));
  return known ? undefined : `The workflow has no step ${step ?? ''}.`;
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
