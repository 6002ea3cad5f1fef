import type { Rule } from './rule.ts';
import { inputRules } from './rules/inputs.ts';
import { permissionRules } from './rules/permissions.ts';
import { pinRules } from './rules/pins.ts';
import { portabilityRules } from './rules/portability.ts';
import { scriptRules } from './rules/scripts.ts';
import { triggerRules } from './rules/triggers.ts';
import { waveRules } from './rules/waves.ts';

/** What every workflow keeps that people run. */
export const rules: readonly Rule[] = [
  ...scriptRules,
  ...pinRules,
  ...permissionRules,
  ...triggerRules,
  ...waveRules,
  ...inputRules,
  ...portabilityRules,
];
