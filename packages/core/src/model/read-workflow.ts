/** From parsed YAML or JSON to a workflow, or to every problem that it has. */
import * as z from 'zod/mini';
import { checkWorkflow } from './check-workflow.ts';
import type { WorkflowProblem } from './problem.ts';
import {
  gateSchema,
  stepSchema,
  workflowSchema,
  completeWorkflow,
  type Workflow,
} from './workflow.ts';
import { checkTypes } from './criterion.ts';
import { issueProblems } from './issues.ts';

export type ReadWorkflow =
  | { readonly ok: true; readonly workflow: Workflow }
  | { readonly ok: false; readonly problems: readonly WorkflowProblem[] };

/** Validates a definition. The problems carry their place inside the document; whoever read the text knows the line. */
export function readWorkflow(document: unknown): ReadWorkflow {
  const parsed = z.safeParse(workflowSchema, document, { reportInput: true });
  if (!parsed.success)
    return { ok: false, problems: issueProblems(parsed.error.issues, knownKeys) };
  const workflow = completeWorkflow(parsed.data);
  const problems = checkWorkflow(workflow);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, workflow };
}

const criterionKeys = [
  'id',
  'text',
  'type',
  'path',
  'min',
  'headings',
  'pattern',
  'severity',
  'schema',
  'digest',
  'argv',
  'seconds',
];

/** The keys that may stand at a place of a definition, for "did you mean". */
function knownKeys(at: readonly PropertyKey[]): readonly string[] {
  if (at.at(-1) === 'type') return checkTypes;
  if (at.length === 0) return Object.keys(workflowSchema.shape);
  if (at[0] === 'steps' && at.length === 2) return Object.keys(stepSchema.shape);
  if (at[0] === 'gates') return Object.keys(gateSchema.shape);
  if (at[0] === 'change') return ['author', 'reason', 'impact'];
  switch (at[2]) {
    case 'dependsOn':
      return ['step', 'because', 'line'];
    case 'tasks':
      return ['id', 'title'];
    case 'retry':
      return ['maxAttempts'];
    default:
      return criterionKeys;
  }
}
