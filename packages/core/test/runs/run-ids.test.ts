/** Names of runs: the label that people see and the id of the item tell each other, and nothing else passes for one. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  itemOfPath,
  makeRunLabel,
  placeInRoot,
  registrationSlot,
  rootOf,
  runItemOf,
  runLabelOf,
  scheduleFile,
} from '../../src/index.ts';

const item = 'run-20260119t143012z-the-word-robot-ab12cd';
const label = 'run_20260119T143012Z_the-word-robot_ab12cd';
const record = `orchestration/runs/${label}/record`;

describe('a label and its item', () => {
  test.each([
    ['the-word-robot', '-the-word-robot-'],
    ['a dash at its end', '-word--', 'word-'],
    ['dashes at its end', '-word----', 'word---'],
    ['35 characters', `-${'a'.repeat(35)}-`, 'a'.repeat(35)],
    ['an ending like the random part', '-word-0a1b2c-', 'word-0a1b2c'],
    ['nothing but such an ending', '-0a1b2c-', '0a1b2c'],
    ['a beginning like a time', '-20260119t143012z-a-', '20260119t143012z-a'],
    ['one digit', '-7-', '7'],
  ])('a slug of %s', (slug, middle, given = slug) => {
    const made = makeRunLabel('2026-01-19T14:30:12.345Z', given, 'ab12cd');
    expect(made).toBe(`run_20260119T143012Z_${given}_ab12cd`);
    const id = `run-20260119t143012z${middle}ab12cd`;
    expect([runItemOf(made), runLabelOf(id)]).toEqual([id, made]);
    expect(id.length).toBeLessThanOrEqual(63);
  });

  test('whatever a slug and a random part are, each of the two tells the other', () => {
    const slug = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,34}$/);
    const random = fc.stringMatching(/^[0-9a-f]{6}$/);
    const date = fc.date({
      min: new Date('2000-01-01'),
      max: new Date('2099-12-31'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(slug, random, date, (it, digits, at) => {
        const made = makeRunLabel(at.toISOString(), it, digits);
        const id = runItemOf(made);
        expect(id).toBeDefined();
        expect(runLabelOf(id ?? '')).toBe(made);
        expect(made.toLowerCase().replaceAll('_', '-')).toBe(id);
      }),
    );
  });

  test.each([
    ['an empty text', ''],
    ['the id itself', item],
    ['small letters', label.toLowerCase()],
    ['no random part', 'run_20260119T143012Z_the-word-robot'],
    ['five digits', 'run_20260119T143012Z_the-word-robot_ab12c'],
    ['seven digits', 'run_20260119T143012Z_the-word-robot_ab12cde'],
    ['digits in capitals', 'run_20260119T143012Z_the-word-robot_AB12CD'],
    ['no slug', 'run_20260119T143012Z__ab12cd'],
    ['a slug that begins with a dash', 'run_20260119T143012Z_-robot_ab12cd'],
    ['36 characters', `run_20260119T143012Z_${'a'.repeat(36)}_ab12cd`],
    ['an underscore in the slug', 'run_20260119T143012Z_the_robot_ab12cd'],
    ['a way out', 'run_20260119T143012Z_../../x_ab12cd'],
    ['something before it', ` ${label}`],
    ['a line end after it', `${label}\n`],
    ['fractions of a second', 'run_20260119T143012345Z_robot_ab12cd'],
  ])('no label: %s', (_, text) => {
    expect(runItemOf(text)).toBeUndefined();
  });

  test.each([
    ['an ordinary item', 'item-1'],
    ['the label itself', label],
    ['without a slug', 'run-20260119t143012z-ab12cd'],
    ['without a time', 'run-the-word-robot-ab12cd'],
    ['digits that are none', 'run-20260119t143012z-robot-xb12cd'],
    ['five digits', 'run-20260119t143012z-robot-ab12c'],
    ['seven digits', 'run-20260119t143012z-robot-ab12cde'],
    ['a line end after it', `${item}\n`],
  ])('the id of no run: %s', (_, id) => {
    expect(runLabelOf(id)).toBeUndefined();
  });
});

describe('where the records of a run lie', () => {
  test('its own folder; that of other items stays what it was', () => {
    expect(rootOf(item)).toBe(record);
    expect(registrationSlot(item)).toBe(`${record}/work-items/${item}.json`);
    expect(scheduleFile(item)).toBe(`${record}/schedule/${item}.json`);
    expect([rootOf('item-1'), rootOf('run-of-the-mill')]).toEqual(['artifacts', 'artifacts']);
  });

  test.each([
    ['a claim', `${record}/claims/${item}/g1.1.json`, 'claims'],
    ['a launch', `${record}/decisions/${item}/g1.1.json`, 'decisions'],
    ['an outcome', `${record}/handoff/${item}/x.json`, 'handoff'],
    ['a decision', `${record}/journal/${item}/finish.1.json`, 'journal'],
    ['the registration', `${record}/work-items/${item}.json`, 'work-items'],
  ])('%s', (_, path, folder) => {
    expect([itemOfPath(path), placeInRoot(path)?.folder]).toEqual([item, folder]);
  });

  test.each([
    ['RUN.json', `${record}/RUN.json`],
    ['the file of an attempt', `${record}/gates/G1/attempt-1.json`],
    ['the schedule', `${record}/schedule/${item}.json`],
    ['a log', `orchestration/runs/${label}/logs/claims/${item}/g1.1.json`],
    ['a folder in between', `${record}/claims/${item}/more/g1.1.json`],
    ['a folder that is no label', `orchestration/runs/other/record/claims/${item}/g1.1.json`],
    ['the id as a folder', `orchestration/runs/${item}/record/claims/${item}/g1.1.json`],
    ['another top', `elsewhere/runs/${label}/record/claims/${item}/g1.1.json`],
    ['no record folder', `orchestration/runs/${label}/claims/${item}/g1.1.json`],
  ])('no record of a run: %s', (_, path) => {
    expect(itemOfPath(path)).toBeUndefined();
  });
});
