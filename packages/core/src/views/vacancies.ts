/** Gates that could not be passed: fewer people may decide there than have to. */
import type { Policy } from '../model/policy.ts';
import type { Gate, Workflow } from '../model/workflow.ts';
import { approversOf } from '../decide/gate.ts';

export interface Vacancy {
  readonly gate: string;
  /** Who may decide there, by the policy. */
  readonly people: readonly string[];
  readonly approvals: number;
  /** The first of its roles that nobody holds. */
  readonly role?: string;
}

/** Only gates that name somebody: at the others anybody may decide who may write. */
export const vacanciesOf = ({ gates }: Workflow, policy: Policy): readonly Vacancy[] =>
  gates.flatMap((gate) => {
    if (gate.users.length === 0 && gate.roles.length === 0) return [];
    const people = approversOf(gate, policy);
    if (people.length >= gate.approvals) return [];
    const role = gate.roles.find((it) => holders(policy, gate, it) === 0);
    const found = { gate: gate.key, people, approvals: gate.approvals };
    return [{ ...found, ...(role !== undefined && { role }) }];
  });

const holders = (policy: Policy, gate: Gate, role: string): number =>
  approversOf({ ...gate, users: [], roles: [role] }, policy).length;
