/** The attempt of the same step before another one, under whatever key it was launched. */
import { launchSlot } from '../../bytes/slots.ts';
import type { AttemptRef } from '../../model/attempt.ts';
import type { Stored } from '../../model/records.ts';
import { inEffectSince } from '../bindings.ts';
import { bindingCitedBy, keyUnder, type Around } from './around.ts';

/** `undefined`: it was the first, or what it was launched under is not there. */
export function attemptBefore(
  { record }: Stored<'launch'>,
  around: Around,
): AttemptRef | undefined {
  const { step, k, workItemId: item } = record;
  const { migrations } = around;
  if (migrations.length === 0) return k > 1 ? [step, k - 1] : undefined;
  const binding = bindingCitedBy(record.causes, around);
  if (binding === undefined) return undefined;
  // Under one version a key is one step, and its numbers have no gaps.
  const previous = k > 1 ? around.byPath.get(launchSlot(item, step, k - 1)) : undefined;
  if (previous !== undefined && bindingCitedBy(previous.record.causes, around) === binding)
    return [step, k - 1];
  return underEarlierVersion(step, binding, around);
}

function underEarlierVersion(
  step: string,
  binding: Stored<'registration'> | Stored<'migration'>,
  { migrations, byId, oldKeys, lastNumbers }: Around,
): AttemptRef | undefined {
  const place = migrations.findIndex(({ id }) => id === binding.id) + 1;
  const until = migrations.slice(0, place);
  for (let earlier = place - 1; earlier >= 0; earlier -= 1) {
    const key = keyBefore(inEffectSince(until, earlier), step, oldKeys);
    const id = earlier > 0 ? migrations[earlier - 1]?.id : registrationAmong(byId, migrations);
    const k = key === undefined ? undefined : lastNumbers.get(keyUnder(id ?? '', key));
    if (key !== undefined && k !== undefined) return [key, k];
  }
  return undefined;
}

/** The key that a step had before these migrations; `undefined`: it was not there. */
function keyBefore(
  effective: Around['migrations'],
  step: string,
  oldKeys: Around['oldKeys'],
): string | undefined {
  let key: string | undefined = step;
  for (const { id } of effective.toReversed()) {
    if (key !== undefined) key = oldKeys.get(id)?.get(key);
  }
  return key;
}

/** The first migration cites the registration. */
const registrationAmong = (
  byId: Around['byId'],
  [first]: Around['migrations'],
): string | undefined => first?.record.causes.find((id) => byId.get(id)?.kind === 'registration');
