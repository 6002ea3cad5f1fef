/** A packet as Markdown: what whoever does the step needs to know, to be read by a person or handed to an agent. */
import type { Packet } from '@orchestrator/core';

export interface PromptOptions {
  /** The first line: the step, and what it belongs to, as its readers know them. */
  readonly heading: string;
  /** What somebody wrote about the work, beside the packet; before everything else. */
  readonly topic?: string;
  /** Sections after those of the packet: title, entries. */
  readonly more?: readonly (readonly [title: string, entries: readonly string[]])[];
}

/** Sections without entries are left out. */
export function packetPrompt(
  packet: Packet,
  { heading, topic = '', more = [] }: PromptOptions,
): string {
  const sections: readonly (readonly [string, readonly string[]])[] = [
    [
      'What is asked for',
      [topic, packet.prompt ?? '', packet.description].filter((text) => text !== ''),
    ],
    [
      'The work item',
      [packet.workItem.title, ...Object.entries(packet.workItem.inputs).map(asInput)],
    ],
    [
      'Sent back before',
      packet.rework.map(({ by, reason, followUps }) => [reason, ...followUps, `(${by})`].join(' ')),
    ],
    ['Tried before', packet.earlier.map(asEarlier)],
    ['To hold before', packet.entryCriteria.map(({ text }) => text)],
    [
      'To hold when done',
      [...packet.exitCriteria.map(({ text }) => text), packet.definitionOfDone].filter(
        (text) => text !== '',
      ),
    ],
    ['Tasks', packet.tasks.map(({ id, title }) => `${id}: ${title}`)],
    ['Reads', packet.inputs],
    ['Makes', packet.outputs],
    ['Built on', packet.handoffs.map(asNote)],
    ...more,
  ];
  const text = sections
    .filter(([, entries]) => entries.length > 0)
    .map(([title, entries]) => `## ${title}\n\n${entries.map(asEntry).join('\n')}\n`);
  return [`# ${heading}\n`, ...text].join('\n');
}

const asEarlier = ({ status, by, outcome }: Packet['earlier'][number]): string =>
  `${status} (${by}): ${outcome}`;

const asInput = ([name, value]: readonly [string, string]): string => `${name}: ${value}`;

/** What a predecessor handed over, in one line. */
const asNote = ({ step, by, outcome, outputs, commit, path }: Packet['handoffs'][number]): string =>
  [
    `${step} (${by}): ${outcome}`,
    ...outputs.map((output) => `  ${output.path} sha256 ${output.sha256}`),
    ...(commit === undefined ? [] : [`  commit ${commit}`]),
    `  ${path}`,
  ].join('\n');

const asEntry = (entry: string): string => `- ${entry.trim().replaceAll('\n', '\n  ')}`;
