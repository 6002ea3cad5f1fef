import type { InputsSchema } from '../../../packages/action-kit/src/inputs.ts';

/** What consumers rely on, beside what implements it. */
export interface Contract {
  readonly schema: InputsSchema;
  readonly implemented: readonly string[];
  /** Inputs with their defaults, but for the token and what the runner fills in. */
  readonly inputs: Readonly<Record<string, string | undefined>>;
  readonly outputs: readonly string[];
  /** Something runs after the job. */
  readonly post?: true;
}

export const itemOfButton = "${{ github.event.inputs['work-item'] }}";
