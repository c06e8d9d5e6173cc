import type { Rules } from '../rules/rules.ts';
import type { Column } from '../tables/column.ts';
import type { ScalePaths, Subresource, Verb } from './resource.ts';

/** A built-in kind as this server serves it. */
export interface Kind {
  readonly group: string;
  readonly version: string;
  /** Go's name for it, whose second part is the kind. */
  readonly type: string;
  readonly plural: string;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly isClusterWide?: boolean;
  readonly hasStatus?: boolean;
  readonly scale?: ScalePaths;
  readonly subresources?: readonly Subresource[];
  readonly verbs?: readonly Verb[];
  readonly columns?: readonly Column[];
  readonly rules?: Rules;
  readonly selectable?: readonly string[];
  readonly warning?: string;
}
