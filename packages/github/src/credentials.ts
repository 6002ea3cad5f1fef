/** How git gets at the repository: a header, in the environment of git alone, never in a file or an argument. */
import type { Environment, Job } from './environment.ts';

/**
 * Settings for git, behind those that the environment has already.
 * @param mask hides a text in the log
 * @returns variables for the environment of git; none without a token
 */
export function gitCredentials(
  env: Environment,
  { serverUrl }: Pick<Job, 'serverUrl'>,
  token: string,
  mask: (secret: string) => void,
): Readonly<Record<string, string>> {
  if (token === '') return {};
  const basic = Buffer.from(`x-access-token:${token}`, 'utf8').toString('base64');
  mask(token);
  mask(basic);
  const key = `http.${serverUrl}/.extraheader`;
  const before = Number.parseInt(env['GIT_CONFIG_COUNT'] ?? '0', 10) || 0;
  // Two headers of this name are a bad request: the empty value drops those that other settings hold.
  const entries = ['', `AUTHORIZATION: basic ${basic}`].flatMap((value, index) => [
    [`GIT_CONFIG_KEY_${before + index}`, key] as const,
    [`GIT_CONFIG_VALUE_${before + index}`, value] as const,
  ]);
  return { ...Object.fromEntries(entries), GIT_CONFIG_COUNT: String(before + 2) };
}
