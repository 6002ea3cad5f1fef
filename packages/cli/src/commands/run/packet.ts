/** The packet of a gate: what whoever works on it has to know, as a file in the run's logs. */
import { findRun, type StartedGate } from '@orchestrator/app';
import { nextView, runRecord, type ItemState } from '@orchestrator/core';
import { packetPrompt } from '@orchestrator/render';
import type { Context } from '../../context.ts';
import { orRefuse } from '../../failure.ts';
import { promptText } from './inputs.ts';
import { logsFolder, writeLog } from './logs.ts';

export interface GatePacket {
  /** Relative to the root. */
  readonly file: string;
  readonly absolute: string;
  readonly text: string;
}

type Gate = Pick<StartedGate, 'label' | 'gate' | 'step'>;

/** Writes the packet of a gate that runs: for people and agents as text, for programs as JSON beside it. */
export async function writePacket({ deps, root }: Context, at: Gate): Promise<GatePacket> {
  const { state } = orRefuse(await findRun(deps, at.label));
  const view = nextView(state, undefined, at.step);
  const [packet] = view.steps;
  const topic = promptText(root, state.registration.record.inputs['prompt_file']);
  const text =
    packet === undefined
      ? ''
      : packetPrompt(packet, {
          heading: headingOf(state, at),
          ...(topic !== undefined && { topic }),
          more: [aboutRun(state), whenDone(at)],
        });
  const folder = `${logsFolder(at.label)}/gates/${at.gate}`;
  const file = `${folder}/prompt.txt`;
  writeLog(root, `${folder}/packet.json`, `${JSON.stringify(view, null, 2)}\n`);
  return { file, absolute: writeLog(root, file, text), text };
}

function headingOf(state: ItemState, { gate, label }: Gate): string {
  const found = runRecord(state).gates.find((it) => it.gate === gate);
  return `${gate} ${found?.name ?? ''} (attempt ${found?.attempts.length ?? 1} of ${label})`;
}

function aboutRun(state: ItemState): readonly [string, readonly string[]] {
  const { workflow, depth } = runRecord(state);
  return [
    'The run',
    [
      `workflow: ${workflow.name} ${workflow.version}`,
      `depth: ${depth}`,
      `all paths are relative to the root of the repository; this run's files go to ${workflow.artifact_path}`,
    ],
  ];
}

const whenDone = ({ gate, label }: Gate): readonly [string, readonly string[]] => [
  'When it is done',
  [
    `the contract is checked by: orchestrator gate finish --run ${label} --gate ${gate}`,
    `if it can't be done: orchestrator gate fail --run ${label} --gate ${gate} --reason "…"`,
  ],
];
