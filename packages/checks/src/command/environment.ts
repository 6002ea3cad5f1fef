/** Inputs of an action and the keys of a workflow run: what a check has no use for and must not be able to leak. */
const secret =
  /^(INPUT_|ACTIONS_RUNTIME_|ACTIONS_ID_TOKEN_|ACTIONS_RESULTS_|ACTIONS_CACHE_)|^(GITHUB_TOKEN|GH_TOKEN)$/i;

/** The environment that a command runs in: this process's, without the tokens of a GitHub run. */
export const commandEnvironment = (own: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(own).filter(([name]) => !secret.test(name)));
