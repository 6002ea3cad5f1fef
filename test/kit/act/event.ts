import type { RunActOptions } from './options.ts';

/** The payload as GitHub sends it: with who did it and where, unless the scenario says so itself. */
export function eventPayload({
  event,
  actor,
  repository = 'acme/consumer',
}: Pick<RunActOptions, 'event' | 'actor' | 'repository'>): Readonly<Record<string, unknown>> {
  const [owner = '', name = ''] = repository.split('/');
  return {
    sender: { login: actor, type: actor.endsWith('[bot]') ? 'Bot' : 'User' },
    repository: {
      name,
      full_name: repository,
      owner: { login: owner, type: 'Organization' },
      default_branch: 'main',
      html_url: `https://github.com/${repository}`,
    },
    ...event.payload,
  };
}

/** The event of `gh workflow run`, of the button, and of a dispatch through the API. */
export const dispatchEvent = (
  workflow: string,
  inputs: Readonly<Record<string, string>>,
  branch = 'main',
): RunActOptions['event'] => ({
  name: 'workflow_dispatch',
  payload: { inputs, ref: `refs/heads/${branch}`, workflow },
});
