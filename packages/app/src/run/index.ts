/** The gate runner: a run is a work item, its gates are steps with a contract (gate-runner.md). */
export * from './end-run.ts';
export { findRun, findRunGate, nameRun, type FoundRun, type NamedRun } from './find-run.ts';
export { finishGate, type FinishedGate, type FinishGate } from './finish-gate.ts';
export * from './show-runs.ts';
export { startGate, type StartedGate, type StartGate } from './start-gate.ts';
export { unknownRunWorkflow } from './find-version.ts';
export { startRun, type StartedRun, type StartRun } from './start-run.ts';
