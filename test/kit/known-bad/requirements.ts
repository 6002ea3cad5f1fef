/** For every row of docs/requirements.md its rule, switched off; the test of the row must go red. */
import { artifactRules } from './requirements/artifacts.ts';
import { decisionRules } from './requirements/decisions.ts';
import { definitionRules } from './requirements/definitions.ts';
import { lifeRules } from './requirements/life.ts';
import { scheduleRules } from './requirements/schedule.ts';
import { viewRules } from './requirements/views.ts';
import type { BrokenRule } from './rules.ts';

export const brokenRequirements: readonly BrokenRule[] = [
  ...definitionRules,
  ...scheduleRules,
  ...decisionRules,
  ...lifeRules,
  ...artifactRules,
  ...viewRules,
];
