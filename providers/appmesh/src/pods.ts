import { type Canary, type KubeObject, type RoutedCanary, Stop } from '@flagger/api';

type Labels = Readonly<Record<string, string>>;

/** The pods behind the virtual nodes: by which labels they are found, and the port that they listen on. */
export interface Pods extends Readonly<Record<'primary' | 'canary', Labels>> {
  readonly port: number;
}

/** The services of the primary and the canary, and the target, as far as they are there. */
export interface PodSources extends Readonly<Record<'primary' | 'canary', ServiceObject | undefined>> {
  readonly target: TargetObject | undefined;
}

export interface ServiceObject extends KubeObject {
  readonly spec?: { readonly selector?: Labels };
}

export interface TargetObject extends KubeObject {
  readonly spec?: {
    readonly selector?: { readonly matchLabels?: Labels };
    readonly template?: { readonly spec?: { readonly containers?: readonly Container[] } };
  };
}

interface Container {
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number }[];
}

/**
 * What is known of the pods; undefined where more must be there first. Throws {@link Stop} where the target has no
 * port of the name that is given.
 */
export function podsOf(canary: RoutedCanary, seen: PodSources): Pods | undefined {
  const selectors = selectorsOf(seen);
  const port = portOf(canary, seen.target);
  return selectors && port !== undefined ? { ...selectors, port } : undefined;
}

// Which label services select by is an option of the operator. Before they are there, only a target with a single
// label leaves no doubt.
function selectorsOf({ primary, canary, target }: PodSources): Omit<Pods, 'port'> | undefined {
  if (primary?.spec?.selector && canary?.spec?.selector) {
    return { primary: primary.spec.selector, canary: canary.spec.selector };
  }
  const [sole, ...more] = Object.entries(target?.spec?.selector?.matchLabels ?? {});
  return sole && more.length === 0
    ? { primary: { [sole[0]]: `${sole[1]}-primary` }, canary: { [sole[0]]: sole[1] } }
    : undefined;
}

function portOf({ spec: { service } }: Canary, target: TargetObject | undefined): number | undefined {
  const { port, targetPort } = service;
  if (!targetPort || targetPort === '0' || typeof targetPort === 'number') {
    return Number(targetPort) || port;
  }
  const named = target?.spec?.template?.spec?.containers
    ?.flatMap(({ ports = [] }) => ports)
    .find(({ name }) => name === targetPort);
  if (target && !named) {
    const allowed = "a number, or the name of a port of the target's containers";
    throw new Stop({ field: 'spec.service.targetPort', found: JSON.stringify(targetPort), allowed });
  }
  return named?.containerPort;
}
