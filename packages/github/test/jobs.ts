/** Jobs for tests. */
import type { Job } from '../src/environment.ts';

export const jobOf = (more: Partial<Job> = {}): Job => ({
  repository: 'acme/consumer',
  owner: 'acme',
  name: 'consumer',
  serverUrl: 'https://github.com',
  apiUrl: 'https://api.github.com',
  run: '70001',
  runAttempt: 1,
  job: 'work',
  scratch: '/nonexistent/orchestrator',
  workspace: '/nonexistent/work',
  eventName: 'workflow_dispatch',
  ...more,
});
