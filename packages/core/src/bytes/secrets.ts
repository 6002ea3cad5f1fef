/**
 * Secrets in what is about to be recorded. A history can't be unwritten, so what has the form of a well-known credential
 * is refused; whatever has no form of its own can't be told from other words.
 */
const forms: readonly (readonly [name: string, form: RegExp])[] = [
  ['a token of GitHub', /\b(?:gh[oprsu]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{50})/],
  ['a token of GitLab', /\bglpat-[A-Za-z0-9_-]{20}/],
  ['a token of npm', /\bnpm_[A-Za-z0-9]{36}/],
  ['an access key of AWS', /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/],
  ['a token of Slack', /\bxox[abeprs]-[A-Za-z0-9-]{20}/],
  ['a private key', /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/],
];

/** What a text holds that has the form of a secret; the secret itself is not in the answer. */
export const secretIn = (text: string): string | undefined =>
  forms.find(([, form]) => form.test(text))?.[0];
