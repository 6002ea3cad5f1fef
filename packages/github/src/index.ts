/** The adapter to GitHub Actions: who acts in a job, what runs and artifacts tell, how a workflow goes on. */
export { react, reply } from './answer-comment.ts';
export { createApi, type Api } from './api.ts';
export {
  createArtifacts,
  hasArtifactService,
  type Downloaded,
  type HandoffArtifacts,
  type ListedArtifact,
} from './artifacts.ts';
export { parseComment, type CommentCommand } from './comment-command.ts';
export { lastMove, mayWrite, presentBody } from './comment-evidence.ts';
export { createComments, type Comments, type Kept, type Sticky } from './comments.ts';
export { gitCredentials } from './credentials.ts';
export { dispatchThisWorkflow, dispatchWorkflow, type Dispatched } from './dispatch.ts';
export { readJob, type Environment, type Job } from './environment.ts';
export {
  isForkRun,
  readEvent,
  type Account,
  type CommentEvent,
  type Event,
  type PullEvent,
  type RunEvent,
} from './event.ts';
export { actorOf, attemptLabel, executorOf, planId, triggeringActorOf } from './identity.ts';
export { readLeg, type Leg } from './leg.ts';
export { nonceOf } from './nonce.ts';
export {
  openPullOfBranch,
  pullOf,
  pullsOfBranch,
  pullsOfCommit,
  type Asked,
  type Pull,
} from './pulls.ts';
export { createRuns } from './runs.ts';
