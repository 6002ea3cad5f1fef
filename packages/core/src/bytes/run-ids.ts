/**
 * How a run of the gate runner is called. People see its label, `run_20260119T143012Z_the-word-robot_ab12cd`, which is
 * also the name of its folder; as a work item it has the id that the label becomes in lower case with dashes. Each of
 * the two tells the other.
 */
import { compactTime } from './compact-time.ts';

/** The folder of all runs; what is committed of one lies in `<label>/record`, what is not in `<label>/logs`. */
export const runsFolder = 'orchestration/runs';

const item = /^run-(\d{8})t(\d{6})z-([a-z0-9][a-z0-9-]{0,34})-([0-9a-f]{6})$/;
const label = /^run_(\d{8})T(\d{6})Z_([a-z0-9][a-z0-9-]{0,34})_([0-9a-f]{6})$/;

/** What a run is about, as a part of its name. */
export const runSlugPattern = /^[a-z0-9][a-z0-9-]{0,34}$/;

/** @param at RFC 3339. @param random six hexadecimal digits, so that two runs of one second differ */
export const makeRunLabel = (at: string, slug: string, random: string): string =>
  `run_${compactTime(at)}_${slug}_${random}`;

/** The work item that a label stands for; `undefined` for what is no label. */
export function runItemOf(text: string): string | undefined {
  const [, day, time, slug, random] = label.exec(text) ?? [];
  return random === undefined ? undefined : `run-${day}t${time}z-${slug}-${random}`;
}

/** The label of a run; `undefined` for every other work item. */
export function runLabelOf(id: string): string | undefined {
  const [, day, time, slug, random] = item.exec(id) ?? [];
  return random === undefined ? undefined : `run_${day}T${time}Z_${slug}_${random}`;
}
