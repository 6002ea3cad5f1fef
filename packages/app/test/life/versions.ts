/** Another version of the workflow, and the way back (semantics §5, protocol.md "Migration"). */
import { rowOf, type Blueprint } from './blueprint.ts';
import { judge, refuse, type ActionOf, type Verdict } from './actions.ts';
import { openOf, type Life, type Model, type Place } from './life.ts';

type Mapping = Readonly<Record<string, string>>;

/** Where each step of the present version goes: as named, else under its own key where the new version has it. */
function mappingOf({ blueprint }: Life, to: Blueprint, map: ActionOf<'migrate'>['map']): Mapping {
  return Object.fromEntries(
    blueprint.rows.flatMap(({ key }) => {
      const target = key in map ? map[key] : rowOf(to, key)?.key;
      return target === undefined || target === null ? [] : [[key, target]];
    }),
  );
}

export function migrate(model: Model, life: Life, action: ActionOf<'migrate'>): Verdict {
  const to = model.blueprints.get(action.to);
  if (to === undefined) return refuse(2);
  const { map } = action;
  const mapping = mappingOf(life, to, map);
  const targets = Object.values(mapping);
  const homeless = life.blueprint.rows.filter(({ key }) => !(key in map) && !(key in mapping));
  return judge(
    [
      [action.reason.trim() === '', 2],
      [life.ended !== undefined, 4],
      [to.version === life.blueprint.version, 4],
      [Object.keys(map).some((key) => rowOf(life.blueprint, key) === undefined), 2],
      [targets.some((key) => rowOf(to, key) === undefined), 2],
      [new Set(targets).size < targets.length, 2],
      [homeless.some(({ key }) => openOf(life, key) !== undefined), 4],
    ],
    () => {
      for (const place of placesIn(life)) {
        place.earlier.push(place.step);
        place.step = place.step === undefined ? undefined : mapping[place.step];
      }
      life.moves.push({ from: life.blueprint, mapping });
      life.blueprint = to;
    },
  );
}

/** What was decided before the migration is as it was; what was decided under it goes back the way it came. */
export function rollback(_: Model, life: Life, { reason }: ActionOf<'rollback'>): Verdict {
  const last = life.moves.at(-1);
  return judge(
    [
      [reason.trim() === '', 2],
      [life.ended !== undefined, 4],
      [last === undefined, 4],
    ],
    () => {
      if (last === undefined) return;
      const back = new Map(Object.entries(last.mapping).map(([from, to]) => [to, from]));
      for (const place of placesIn(life)) {
        const wasThere = place.since < life.moves.length;
        const undone = place.step === undefined ? undefined : back.get(place.step);
        place.step = wasThere ? place.earlier.pop() : undone;
        // From now on it is as if it had been decided under the version before.
        if (!wasThere) place.since -= 1;
      }
      life.moves.pop();
      life.blueprint = last.from;
    },
  );
}

/** Everything that is about a step and goes where the step goes. */
const placesIn = ({ tries, blockers, stepOwners }: Life): readonly Place[] => [
  ...tries,
  ...[...blockers.values()].filter(({ isOfStep }) => isOfStep),
  ...stepOwners,
];
