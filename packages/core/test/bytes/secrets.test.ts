import { expect, test } from '@jest/globals';
import { secretIn } from '../../src/bytes/secrets.ts';

// Put together here, so that no scanner takes this file for a leak.
const secrets = [
  ['a token of GitHub', `ghs_${'a1'.repeat(18)}`],
  ['a token of GitHub', `github_pat_${'a1'.repeat(41)}`],
  ['a token of GitLab', `glpat-${'a1'.repeat(10)}`],
  ['a token of npm', `npm_${'a1'.repeat(18)}`],
  ['an access key of AWS', `AKIA${'A2'.repeat(8)}`],
  ['a token of Slack', `xoxb-${'12'.repeat(12)}`],
  ['a private key', ['-----BEGIN OPENSSH', 'PRIVATE KEY-----'].join(' ')],
] as const;

test.each(secrets)('%s is seen, wherever it stands', (name, secret) => {
  expect(secretIn(JSON.stringify({ outcome: `see "${secret}"\n` }))).toBe(name);
  expect(secretIn(`AUTHORIZATION:${secret}`)).toBe(name);
});

test.each(['f'.repeat(64), 'ghs_', 'AKIAI', '-----BEGIN CERTIFICATE-----', 'my-akia-token', ''])(
  '%j is none',
  (text) => {
    expect(secretIn(text)).toBeUndefined();
  },
);
