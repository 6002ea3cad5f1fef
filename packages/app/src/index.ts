/** One function per use case: read, decide, append. Commands and actions are one call of these. */
export * from './amend.ts';
export { adopt } from './adopt.ts';
export { changelog, type ChangelogView } from './changelog.ts';
export { claim, takeOver, type Claim, type Claimed, type TakeOver } from './claim.ts';
export { isClaimOf, type ClaimAs, type NotClaimed } from './claim-batch.ts';
export {
  collect,
  type Collect,
  type Collected,
  type CollectReport,
  type UploadedFile,
} from './collect.ts';
export { complete, type Complete, type Completed } from './complete.ts';
export { readContracts } from './contracts.ts';
export { refuseChangedContracts } from './changed-contract.ts';
export type { Deps } from './deps.ts';
export { exportPortfolio, type Exported, type Portfolio } from './export.ts';
export { impact, type ImpactView } from './impact.ts';
export type { ChangedDefinition, ItemImpact, Side } from './item-impact.ts';
export { loadItem, refuseDamaged, type Loaded } from './load.ts';
export { migrate, type Migrate, type Migrated } from './migrate.ts';
export { loadPlans } from './plans.ts';
export { publish, type Published } from './publish.ts';
export { register, type Register } from './register.ts';
export * from './run/index.ts';
export { schedule, type Schedule, type Scheduled } from './schedule.ts';
export { verify, type Verification, type Verify } from './verify.ts';
export * from './views.ts';
export * from './work.ts';
export type { Uploads } from './collect-read.ts';
