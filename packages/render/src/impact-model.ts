/** What a comment reads of the impact of a change: the part of the view that it shows. */
import type {
  DeciderChange,
  DefinitionDifferences,
  MigrationImpact,
  PolicyDifferences,
} from '@orchestrator/core';

interface Side {
  readonly name: string;
  readonly commit?: string;
}

interface Said {
  readonly message: string;
  readonly hint: string;
}

/** What going on under other words would do. */
export type Effects = Pick<
  MigrationImpact,
  'reopens' | 'lost' | 'approvals' | 'added' | 'dropped' | 'orphaned' | 'needsMapping'
>;

export interface ImpactItem {
  readonly workItemId: string;
  readonly workflow?: { readonly id: string; readonly version: string };
  readonly affected: boolean;
  readonly damaged?: {
    readonly path: string;
    readonly change: 'edited' | 'removed';
    readonly asNewVersion?: Effects;
  };
  readonly mended?: true;
  readonly leftBehind?: true;
  readonly deciders?: readonly DeciderChange[];
  readonly migration?: Effects &
    Pick<MigrationImpact, 'effectiveFrom' | 'command'> & {
      readonly isNew: boolean;
      readonly to: { readonly version: string };
      readonly refused?: Said;
    };
  readonly error?: Said;
}

export interface ImpactModel {
  readonly from: Side;
  readonly to: Side;
  readonly definitions: readonly {
    readonly id: string;
    readonly version: string;
    readonly change: 'added' | 'edited' | 'removed';
    readonly differences?: DefinitionDifferences;
    readonly problems?: readonly { readonly line: number; readonly detail: string }[];
  }[];
  readonly policy: PolicyDifferences;
  readonly items: readonly ImpactItem[];
}
