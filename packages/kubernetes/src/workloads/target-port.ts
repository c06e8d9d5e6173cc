import { type Canary, nameOf } from '@flagger/api';
import { listenersOf } from './kept-port.ts';
import type { PodWorkload } from './pod-workload.ts';
import { type Unfit, wordOf } from './problem.ts';

/** The target port of the Canary is a name that no container has: its services would have no pods to send anybody to. */
export function missingPort({ spec }: Canary, target: PodWorkload): Unfit | undefined {
  const { metadata } = target;
  const { targetPort = '' } = spec.service;
  const names = listenersOf(target.spec.template.spec).flatMap(({ name }) => name ?? []);
  if (typeof targetPort === 'number' || ['', '0', ...names].includes(targetPort)) {
    return undefined;
  }
  const choice = names.length > 0 ? `a number or one of the names ${names.join(', ')}` : 'a number';
  return {
    state: 'unusable',
    message: `${wordOf(target)} ${nameOf(target)} has no port called ${targetPort}`,
    field: 'spec.service.targetPort',
    found: JSON.stringify(targetPort),
    allowed: `${choice}: no container of ${wordOf(target)} ${metadata.name} has a port of that name`,
  };
}

/** The port that pods listen on, by what the Canary says alone; undefined where that is a name. */
export function podPort({ spec }: Canary): number | undefined {
  const { port, targetPort } = spec.service;
  return !targetPort || targetPort === '0' || typeof targetPort === 'number' ? Number(targetPort) || port : undefined;
}

/** The number of a port in pods; undefined where it is a name that no container has. */
export const numberIn = ({ spec }: PodWorkload, port: number | string): number | undefined =>
  typeof port === 'number' ? port : listenersOf(spec.template.spec).find(({ name }) => name === port)?.containerPort;

/** What may be meant otherwise: containers can listen at ports that they do not declare. */
export function undeclaredPort({ spec }: Canary, target: PodWorkload): string | undefined {
  const { targetPort, port } = spec.service;
  const wanted = targetPort || port;
  const numbers = listenersOf(target.spec.template.spec).map(({ containerPort }) => containerPort);
  return typeof wanted === 'string' || numbers.length === 0 || numbers.includes(wanted)
    ? undefined
    : `spec.service.${targetPort ? 'targetPort' : 'port'}: no container of ${wordOf(target)} ${target.metadata.name} declares port ${wanted}, only ${numbers.join(', ')}`;
}
