/** The schedule of a workflow against a plain topological sort of the same graph, in the same process. */
import { fold, makePlan, readWorkflow, walk, type Plan } from '../packages/core/src/index.ts';
import { sha256 } from '../packages/stores/src/hash.ts';

import { chain, fan, layers, type Graph } from './graphs.ts';
import { registrationOf } from './records.ts';
import { inTurns, type Row } from './table.ts';

const sizes = [100, 1000, 10_000];
const shapes: Readonly<Record<string, (size: number) => Graph>> = { chain, fan, layers };

export function benchSchedule(): readonly Row[] {
  return Object.entries(shapes).flatMap(([name, shape]) =>
    sizes.map((size): Row => {
      const graph = shape(size);
      const plan = planOf(graph);
      const registration = registrationOf('bench', plan);
      const rounds = size > 1000 ? 15 : 60;
      const [ms = 0, floorMs = 1] = inTurns(rounds, [
        () => {
          const state = fold(
            { item: 'bench', records: [registration], damages: [], registration },
            [makePlan(plan.workflow, plan.digest)],
            { sha256 },
          );
          if (walk(state).launches.length === 0) throw new Error('nothing to launch');
        },
        () => {
          if (topologicalSort(graph).length !== size) throw new Error('the floor is wrong');
        },
      ]);
      return {
        what: `${name} of ${size}: plan, fold, walk`,
        ms,
        floor: 'topological sort',
        floorMs,
        aim: 3,
      };
    }),
  );
}

function planOf(graph: Graph): Plan {
  const steps = graph.map(({ key, dependsOn }, index) => ({
    key,
    order: index + 1,
    parallelizable: true,
    dependsOn,
  }));
  const read = readWorkflow({ id: 'bench', version: '1.0.0', steps });
  if (!read.ok) throw new Error(read.problems[0]?.detail);
  return makePlan(read.workflow, sha256('bench'));
}

/** Kahn's algorithm, as one would write it without a thought about speed or slowness. */
function topologicalSort(graph: Graph): readonly string[] {
  const waiting = new Map(graph.map(({ key, dependsOn }) => [key, dependsOn.length]));
  const dependents = new Map<string, string[]>(graph.map(({ key }) => [key, []]));
  for (const { key, dependsOn } of graph) for (const on of dependsOn) dependents.get(on)?.push(key);
  const ready = graph.filter(({ dependsOn }) => dependsOn.length === 0).map(({ key }) => key);
  for (let next = 0; next < ready.length; next += 1) {
    for (const key of dependents.get(ready[next] ?? '') ?? []) {
      const left = (waiting.get(key) ?? 0) - 1;
      waiting.set(key, left);
      if (left === 0) ready.push(key);
    }
  }
  return ready;
}
