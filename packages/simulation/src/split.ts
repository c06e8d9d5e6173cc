import type { KubeObject } from '@flagger/api';
import { at, listOf, numberAt } from '@flagger/simulated-cluster';

/** Who gets how much, in percent, by the name of the service or virtual node. */
export interface Share {
  readonly to: string;
  readonly weight: number;
}

/** The object that splits traffic. */
export interface Split {
  readonly apiVersion: string;
  readonly kind: string;
  /** All lists of shares, raw. */
  lists(object: KubeObject): readonly (readonly Share[])[];
  /** Whether requests are copied. */
  isMirrored(object: KubeObject): boolean;
  /** The merge patch after which every list that has both gives the canary this much. */
  edited(object: KubeObject, canary: number): object;
  /** A merge patch after which it routes to neither. */
  readonly broken: object;
  /** It is in no namespace. */
  readonly isOfCluster?: true;
  /** What the object is called; like the apex where absent. */
  name?(apex: string): string;
}

/** A mesh's words for its lists of shares. */
export interface Words {
  readonly apiVersion: string;
  readonly kind: string;
  /** From the object to the lists, and from each of their entries to the shares. */
  readonly routes: string;
  readonly shares: readonly string[];
  nameOf(share: unknown): string;
  /** The field of a share that says how much it is; `weight` where absent. */
  readonly weight?: string;
  readonly writesText?: boolean;
  /** Whether an entry copies requests to the canary; by its field `mirror` where absent. */
  readonly isMirrored?: (entry: unknown) => boolean;
  /** A spec that routes to neither. */
  readonly broken: object;
}

/** The split of a mesh that writes lists of shares. */
export function split(words: Words): Split {
  const { weight: field = 'weight' } = words;
  const entries = (object: KubeObject): readonly unknown[] =>
    words.routes === '' ? [object.spec] : listOf(at(object.spec, words.routes));
  const sharesOf = (entry: unknown): readonly unknown[] => listOf(at(entry, ...words.shares));
  return {
    apiVersion: words.apiVersion,
    kind: words.kind,
    lists: (object) =>
      entries(object).map((entry) =>
        sharesOf(entry).map((share) => ({ to: words.nameOf(share), weight: numberAt(share, field) })),
      ),
    isMirrored: (object) => entries(object).some(words.isMirrored ?? ((entry) => at(entry, 'mirror') !== undefined)),
    edited(object, canary) {
      const text = (weight: number): number | string => (words.writesText === true ? String(weight) : weight);
      const set = (share: unknown): unknown => ({
        ...asObject(share),
        [field]: text(words.nameOf(share).endsWith('-canary') ? canary : 100 - canary),
      });
      const edit = (entry: unknown): unknown =>
        sharesOf(entry).length === 2 ? withShares(entry, words.shares, sharesOf(entry).map(set)) : entry;
      const spec =
        words.routes === ''
          ? edit(object.spec)
          : { ...asObject(object.spec), [words.routes]: entries(object).map(edit) };
      return { spec };
    },
    broken: { spec: words.broken },
  };
}

function withShares(entry: unknown, [key = '', ...rest]: readonly string[], shares: readonly unknown[]): unknown {
  return { ...asObject(entry), [key]: rest.length === 0 ? shares : withShares(at(entry, key), rest, shares) };
}

const asObject = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {});
