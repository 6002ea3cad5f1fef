/** Histories for the benchmarks, made of real records that `verify` accepts. */
import {
  claimSlot,
  draft,
  fold,
  handoffSlot,
  launchRecord,
  launchSlot,
  registrationSlot,
  type Draft,
  type Plan,
} from '../packages/core/src/index.ts';
import { sha256 } from '../packages/stores/src/hash.ts';

const ids = { sha256 };
const at = (second: number): string => new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString();

export function registrationOf(item: string, { workflow, digest }: Plan): Draft<'registration'> {
  return draft(
    'registration',
    registrationSlot(item),
    {
      schemaVersion: '1.0',
      type: 'item.registered',
      workItemId: item,
      at: at(0),
      actor: 'bench',
      causes: [],
      title: item,
      workflow: { id: workflow.id, version: workflow.version, digest },
      owner: 'bench',
      links: [],
      inputs: {},
    },
    ids,
  );
}

/** The first `done` steps of an item, launched, claimed and completed, with the registration first. */
export function historyOf(item: string, plan: Plan, done: number): readonly Draft[] {
  const registration = registrationOf(item, plan);
  const records: Draft[] = [registration];
  const handoffs = new Map<string, Draft<'handoff'>>();
  const empty = fold({ item, records: [], damages: [], registration }, [plan], ids);
  for (const step of empty.steps.slice(0, done)) {
    const { key, order, dependsOn = [] } = step.planned.step;
    const before = dependsOn.flatMap((on) => handoffs.get(on) ?? []);
    const bare = launchRecord(empty, step);
    const launch = draft(
      'launch',
      launchSlot(item, key, 1),
      {
        ...bare,
        predecessors: dependsOn.map((on) => [on, 1]),
        causes: [registration.id, ...before.map(({ id }) => id)].sort(),
        at:
          before
            .map(({ record }) => record.timestamp)
            .sort()
            .at(-1) ?? bare.at,
      },
      ids,
    );
    const executor = {
      kind: 'local' as const,
      id: `local-${String(order % 4)}`,
      nonce: sha256(key).slice(0, 32),
    };
    const attemptId = `${key}-local`;
    const claim = draft(
      'claim',
      claimSlot(item, key, 1),
      {
        schemaVersion: '1.0',
        type: 'attempt.claimed',
        workItemId: item,
        at: at(order * 2),
        actor: 'bench',
        causes: [launch.id],
        step: key,
        k: 1,
        attemptId,
        executor,
        checks: [],
        attested: [],
      },
      ids,
    );
    const handoff = draft(
      'handoff',
      handoffSlot(item, key, attemptId, claim.record.at),
      {
        schemaVersion: '1.0',
        workItemId: item,
        workflow: { name: plan.workflow.id, version: plan.workflow.version },
        step: { key, order },
        eventType: 'attempt-completed',
        attemptId,
        timestamp: at(order * 2 + 1),
        actor: 'bench',
        outcome: `${key} done`,
        nextAction: 'Go on',
        baselineIntegration: 'pre',
        links: before.map(({ path }) => path).sort(),
        causes: [claim.id],
        status: 'completed',
        executor,
        outputs: [],
        checks: [],
        attested: [],
      },
      ids,
    );
    handoffs.set(key, handoff);
    records.push(launch, claim, handoff);
  }
  return records;
}
