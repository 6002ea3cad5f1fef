import { expect, test } from '@jest/globals';
import { parseComment } from '../src/comment-command.ts';

const commit = '3f2c9a1'.padEnd(40, '0');
const command = { decision: 'approve', gate: 'release', reason: '', followUps: [] };

test.each([
  ['/approve release', command],
  ['/approve release   ', command],
  ['/approve\trelease\nLooks good', { ...command, reason: 'Looks good' }],
  ['/approve item-1/release', { ...command, item: 'item-1' }],
  [`/approve release ${commit}`, { ...command, commit }],
  [`/approve release ${commit} good`, { ...command, commit, reason: 'good' }],
  // Not 7 digits, or not digits alone: words like others.
  ['/approve release 3f2c9', { ...command, reason: '3f2c9' }],
  ['/approve release 3f2c9a1x', { ...command, reason: '3f2c9a1x' }],
  [
    '/reject release no\r\nsee below\r\nreturn-to: build\r\nfollow-up: a\r\nfollow-up: b',
    {
      ...{ ...command, decision: 'reject', reason: 'no\nsee below' },
      ...{ returnTo: 'build', followUps: ['a', 'b'] },
    },
  ],
])('%j is a decision', (body, expected) => {
  expect(parseComment(body)).toEqual({ kind: 'command', command: expected });
});

test.each([
  '',
  'approve release',
  ' /approve release',
  '> /approve release',
  '/approved release',
  '/approve-release',
  'text\n/approve release',
  '/APPROVE release',
])('%j is a comment like others', (body) => {
  expect(parseComment(body)).toEqual({ kind: 'none' });
});

test.each([
  '/approve',
  '/reject   ',
  '/approve Release',
  '/approve a/b/c',
  '/approve /release',
  '/approve item/',
  `/approve ${'x'.repeat(200)}`,
  '/reject release no\nreturn-to: ../x',
  `/reject release ${'x'.repeat(4001)}`,
  '/approve release \u0000',
  // Some digits are not enough: commits that share them are made in seconds.
  '/approve release 3f2c9a1',
  `/approve release ${'f'.repeat(39)}`,
])('%j is told to be no command', (body) => {
  expect(parseComment(body)).toMatchObject({ kind: 'malformed', detail: expect.any(String) });
});
