import { type KubeObject, isJsonObject } from '@flagger/api';
import { numberOf } from '../../client/index.ts';
import type { TextMatch } from '../route-table.ts';

/** What the annotations of an Ingress say to Skipper. */
export interface Marks {
  /** Whether it has any request. */
  readonly counts: boolean;
  /** The Ingress with more of it goes first. */
  readonly preference: number;
  readonly methods?: TextMatch;
  /** By the name of the service. */
  readonly weights: ReadonlyMap<string, number>;
}

const PREDICATE = /^(False|True|Weight|Method)\((?:"([A-Z]+)"|(\d*))\)$/;

/** Reads weights and predicates; undefined where one is not played. */
export function marksIn({ metadata: { annotations = {} } }: KubeObject): Marks | undefined {
  const weights = weightsIn(annotations['zalando.org/backend-weights'] ?? '{}');
  const text = annotations['zalando.org/skipper-predicate'] ?? '';
  const said = text === '' ? [] : text.split('&&').map((each) => PREDICATE.exec(each.trim()));
  if (!weights || said.includes(null)) {
    return undefined;
  }
  const numbers = said.map((each) => Number(each?.[3] ?? 0));
  const method = said.find((each) => each?.[1] === 'Method')?.[2];
  return {
    counts: !said.some((each) => each?.[1] === 'False'),
    // each predicate counts as one, and a Weight as much as it says
    preference: numbers.reduce((sum, number) => sum + number, said.length),
    ...(method === undefined ? {} : { methods: { kind: 'exact', text: method } }),
    weights,
  };
}

function weightsIn(json: string): ReadonlyMap<string, number> | undefined {
  try {
    const parsed: unknown = JSON.parse(json);
    return isJsonObject(parsed)
      ? new Map(Object.entries(parsed).map(([name, weight]) => [name, numberOf(weight) ?? 0]))
      : undefined;
  } catch {
    return undefined;
  }
}
