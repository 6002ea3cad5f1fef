import type { MachineCheck } from '@orchestrator/core';

/** The check of one type, with the fields of that type. */
export type CheckOf<T extends MachineCheck['type']> = Extract<MachineCheck, { readonly type: T }>;
