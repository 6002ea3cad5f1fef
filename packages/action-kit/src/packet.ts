/** The packet: all that whoever does the step needs to know, as JSON for programs and as Markdown for everybody else. */
import * as path from 'node:path';
import { next, type Deps } from '@orchestrator/app';
import type { Packet, Refused } from '@orchestrator/core';
import type { Job } from '@orchestrator/github';
import { packetPrompt } from '@orchestrator/render';
import { writeWhole } from './files.ts';
import type { Obtained } from './obtained.ts';

export interface PacketFiles {
  readonly ok: true;
  readonly packet: string;
  readonly prompt: string;
  /** The command that the step's definition names. */
  readonly command?: NonNullable<Packet['run']>;
}

/** Writes both files; their absolute paths are returned. */
export async function writePacket(
  deps: Deps,
  { scratch }: Pick<Job, 'scratch'>,
  item: string,
  step: string,
): Promise<PacketFiles | Refused> {
  const viewed = await next(deps, item, step);
  if (!viewed.ok) return viewed;
  const { view } = viewed;
  const [packet] = view.steps;
  return {
    ok: true,
    packet: writeWhole(path.join(scratch, 'packet.json'), `${JSON.stringify(view, null, 2)}\n`),
    prompt: writeWhole(
      path.join(scratch, 'prompt.md'),
      packet === undefined ? '' : packetPrompt(packet, { heading: headingOf(item, packet) }),
    ),
    ...(packet?.run !== undefined && { command: packet.run }),
  };
}

/** The commit that the latest of the predecessors' handoffs names: where the work is that this one builds on. */
export function refOf({ claim, records }: Pick<Obtained, 'claim' | 'records'>): string {
  const launch = records.find(
    (stored) => stored.kind === 'launch' && claim.causes.includes(stored.id),
  );
  // A launch cites the outcomes that it builds on.
  const handoffs = records.flatMap((stored) =>
    stored.kind === 'handoff' && launch?.record.causes.includes(stored.id) ? [stored.record] : [],
  );
  const latest = handoffs
    .filter(({ commit, step }) => commit !== undefined && step.key !== claim.step)
    .sort((one, other) => Date.parse(one.timestamp) - Date.parse(other.timestamp))
    .at(-1);
  return latest?.commit ?? '';
}

const headingOf = (item: string, { title, key, attempt }: Packet): string =>
  `${title} (${key}, attempt ${attempt}, ${item})`;
