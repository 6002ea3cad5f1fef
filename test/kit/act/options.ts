import type { ActLine } from './act-line.ts';

export interface RunActOptions {
  /** Path of the bare repository that stands for the one on GitHub; the run sees a fresh clone of it. */
  readonly bare: string;
  /** Path of the workflow file inside the repository. */
  readonly workflow: string;
  /** What that file holds in this run, instead of what is committed. */
  readonly workflowText?: string;
  /** `sender` and `repository` are added to the payload. */
  readonly event: { readonly name: string; readonly payload: Readonly<Record<string, unknown>> };
  readonly runId: string;
  /** From 1, the default. */
  readonly runAttempt?: number;
  readonly actor: string;
  /** Who re-runs; default: the actor. */
  readonly triggeringActor?: string;
  /** Default: nothing answers, and there is no artifact service. */
  readonly github?: ActGithub;
  /** The folder behind `org/orchestrator@v1`. */
  readonly release: string;
  /** More folders, by `owner/repository@ref` as the workflow spells it. */
  readonly actions?: Readonly<Record<string, string>>;
  /** Default `acme/consumer`. */
  readonly repository?: string;
  /** Where git finds that repository; default: the bare one, as a file URL. */
  readonly remote?: string;
  /** Default `main`. */
  readonly branch?: string;
  readonly token?: string;
  /** For every job; wins over what a run sets by default. act evaluates `${{ … }}` in the values. */
  readonly env?: Readonly<Record<string, string>>;
  /** The folder of the node that runs the actions; default: of this one. */
  readonly nodeBin?: string;
  /** Labels of `runs-on` that are served; default `ubuntu-latest`. act skips jobs of others. */
  readonly labels?: readonly string[];
  /** Abort it, and the machine dies: SIGKILL for everything that the run has started. */
  readonly kill?: AbortSignal;
  /** Sees each line as it is printed. */
  readonly onLine?: (line: ActLine) => void;
  /** Milliseconds, default two minutes; then the run is killed and the promise rejected. */
  readonly timeout?: number;
}

/** What a run needs of the local GitHub. */
export interface ActGithub {
  readonly url: string;
  readonly resultsUrl: string;
  runtimeToken(run: string, job: string): string;
}
