import type { KubeObject } from '@flagger/api';
import { expression } from '@flagger/prometheus';
import type { TextMatch } from '../route-table.ts';

/** Who is sent to the alternative that an Ingress of a canary names, in the order in which they are asked. */
export interface Alternative {
  /** Requests that are sent there, or never, each by one header. */
  readonly tests: readonly Test[];
  /** How many of all others, of `total`. */
  readonly weight: number;
  readonly total: number;
}

export interface Test {
  readonly header: string;
  readonly match: TextMatch;
  readonly isSent: boolean;
}

const PREFIX = 'nginx.ingress.kubernetes.io/canary';

/** What the annotations of an Ingress say; undefined where it is none of a canary. */
export function alternativeIn({ metadata: { annotations = {} } }: KubeObject): Alternative | undefined {
  const say = (what: string): string | undefined => annotations[`${PREFIX}-${what}`];
  if (annotations[PREFIX] !== 'true') {
    return undefined;
  }
  return {
    tests: [...byHeader(say), ...byCookie(say('by-cookie'))],
    weight: Number(say('weight') ?? 0),
    total: Number(say('weight-total') ?? 100),
  };
}

function byHeader(say: (what: string) => string | undefined): readonly Test[] {
  const [header, value, pattern] = [say('by-header')?.toLowerCase(), say('by-header-value'), say('by-header-pattern')];
  if (header === undefined) {
    return [];
  }
  if (value !== undefined) {
    return [{ header, match: { kind: 'exact', text: value }, isSent: true }];
  }
  if (pattern !== undefined) {
    return [{ header, match: { kind: 'regex', pattern: expression(pattern) }, isSent: true }];
  }
  return [
    { header, match: { kind: 'exact', text: 'always' }, isSent: true },
    { header, match: { kind: 'exact', text: 'never' }, isSent: false },
  ];
}

function byCookie(name: string | undefined): readonly Test[] {
  const literal = name?.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const saying = (value: string): TextMatch => ({
    kind: 'regex',
    pattern: expression(`(^|; *)${literal ?? ''}=${value}(;|$)`),
  });
  return name === undefined
    ? []
    : [
        { header: 'cookie', match: saying('always'), isSent: true },
        { header: 'cookie', match: saying('never'), isSent: false },
      ];
}
