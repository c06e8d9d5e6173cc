import { describe, expect, it } from '@jest/globals';
import { aDeployment } from '@flagger/testing';
import type { Deployment } from './deployment.ts';
import type { PodTemplate } from './pod-template.ts';
import { type Making, primaryTemplate } from './primary-template.ts';

const making: Making = {
  selector: { label: 'app', value: 'podinfo', primaryValue: 'podinfo-primary' },
  selectorLabels: ['app', 'name'],
  copied: new Set(),
  flaggerId: 'run-1',
};

function template(changes: object): PodTemplate {
  const target: Deployment = aDeployment({ spec: { template: changes } });
  return primaryTemplate(target, making);
}

const pods = (name: string): object => ({ labelSelector: { matchLabels: { app: name } } });

describe('primaryTemplate', () => {
  it('carries the run in the place of a flagger-id that the target had, and nothing of Flux', () => {
    const annotations = { 'flagger-id': 'old', 'kustomize.toolkit.fluxcd.io/x': 'y', keep: '1' };
    const { metadata } = template({ metadata: { annotations, labels: { 'helm.toolkit.fluxcd.io/name': 'z' } } });
    expect(metadata).toEqual({ labels: { app: 'podinfo-primary' }, annotations: { 'flagger-id': 'run-1', keep: '1' } });
  });

  it('keeps the primary away from its own pods by required and preferred anti-affinity, and leaves affinity alone', () => {
    const affinity = (name: string): object => ({
      podAntiAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          { topologyKey: 'zone', ...pods(name) },
          { topologyKey: 'host' },
        ],
        preferredDuringSchedulingIgnoredDuringExecution: [
          { weight: 1, podAffinityTerm: { topologyKey: 'host', ...pods(name) } },
        ],
      },
      podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'zone', ...pods('podinfo') }] },
    });
    expect(template({ spec: { affinity: affinity('podinfo') } }).spec.affinity).toEqual(affinity('podinfo-primary'));
  });

  it('means only the name of the Deployment under one of the selector labels', () => {
    const spread = (...values: readonly string[]): object => ({
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          labelSelector: {
            matchExpressions: [
              { key: 'name', operator: 'In', values: [...values, 'other'] },
              { key: 'tier', operator: 'In', values: ['podinfo'] },
              { key: 'app', operator: 'Exists' },
            ],
          },
        },
        { maxSkew: 2, labelSelector: { matchLabels: { tier: 'podinfo', app: 'other' } } },
        { maxSkew: 3 },
      ],
    });
    expect(template({ spec: spread('podinfo') }).spec).toMatchObject(spread('podinfo-primary'));
  });

  it('changes nothing else', () => {
    const containers = [{ name: 'main', image: 'a', resources: {}, env: [{ name: 'A', value: 'B' }] }];
    const spec = { securityContext: {}, affinity: { nodeAffinity: { x: 1 } }, containers };
    expect(template({ spec }).spec).toEqual(spec);
  });
});
