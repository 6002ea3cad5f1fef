import { afterEach, beforeEach, expect, test } from '@jest/globals';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { readClaimFile, writeClaimFile, type ClaimFile } from '../src/claim-file.ts';

let scratch: string;
beforeEach(() => {
  scratch = path.join(
    fs.mkdtempSync(path.join(os.tmpdir(), 'orchestrator-claim-')),
    'orchestrator',
  );
});
afterEach(() => fs.rmSync(path.dirname(scratch), { recursive: true, force: true }));

const claim: ClaimFile = {
  ...{ schema: 'orchestrator.claim-file/1', workItemId: 'wi', step: 'links', k: 2 },
  ...{ attemptId: 'links-7-1', executor: '7-1-links', nonce: 'a'.repeat(32) },
  ...{ made: 'planned', ended: false },
};

test('a claim is found as it was left, and only one', () => {
  expect(readClaimFile(scratch)).toBeUndefined();
  writeClaimFile(scratch, claim);
  writeClaimFile(scratch, { ...claim, ended: true });
  expect(readClaimFile(scratch)).toEqual({ ...claim, ended: true });
  expect(fs.readdirSync(scratch)).toEqual(['claim.json']);
});

test.each([
  ['cut off', '{"schema":'],
  ['of another form', '{}'],
  ['with a step that is a path', JSON.stringify({ ...claim, step: '../x' })],
])('a file that is %s is refused', (_, text) => {
  fs.mkdirSync(scratch);
  fs.writeFileSync(path.join(scratch, 'claim.json'), text);
  expect(() => readClaimFile(scratch)).toThrow('claim.json is not what the claim step has written');
});
