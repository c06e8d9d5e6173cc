import { describe, expect, it } from '@jest/globals';
import { configRefs, isTracked, withCopies } from './config-refs.ts';
import type { PodSpec } from './pod-template.ts';

const spec: PodSpec = {
  volumes: [
    { configMap: { name: 'files' } },
    { secret: { secretName: 'certs', optional: true } },
    { projected: { sources: [{ configMap: { name: 'mixed' } }, { secret: { name: 'mixed' } }, {}] } },
    {},
  ],
  containers: [
    {
      name: 'main',
      env: [
        { valueFrom: { configMapKeyRef: { name: 'settings' } } },
        { valueFrom: { secretKeyRef: { name: 'keys' } } },
        {},
      ],
      envFrom: [{ configMapRef: { name: 'all', optional: true } }, { secretRef: { name: 'all' } }],
    },
  ],
  initContainers: [{ name: 'prepare', envFrom: [{ configMapRef: { name: 'first' } }] }],
};

const names = (spec: PodSpec): object =>
  configRefs(spec).map(({ kind, name, isOptional }) => `${kind} ${name}${isOptional ? '?' : ''}`);

describe('configRefs', () => {
  it('finds volumes, projected volumes, env and envFrom, of init containers too', () => {
    expect(names(spec)).toEqual([
      'ConfigMap files',
      'ConfigMap mixed',
      'ConfigMap settings',
      'ConfigMap all?',
      'ConfigMap first',
      'Secret certs?',
      'Secret mixed',
      'Secret keys',
      'Secret all',
    ]);
  });

  it('lets the last reference say whether one is optional', () => {
    const twice = (...optional: readonly boolean[]): PodSpec => ({
      containers: [{ name: 'main', envFrom: optional.map((one) => ({ configMapRef: { name: 'a', optional: one } })) }],
    });
    expect(names(twice(false, true))).toEqual(['ConfigMap a?']);
    expect(names(twice(true, false))).toEqual(['ConfigMap a']);
  });

  it('does not mind references without a name', () => {
    expect(
      names({ containers: [{ name: 'main', envFrom: [{ configMapRef: {} }] }], volumes: [{ secret: {} }] }),
    ).toEqual([]);
  });
});

describe('withCopies', () => {
  it('names the copies in the place of those that have one, and changes nothing else', () => {
    const copied = withCopies(
      spec,
      new Set(['configmap/files', 'configmap/first', 'secret/certs', 'secret/mixed', 'secret/all']),
    );
    expect(names(copied)).toEqual([
      'ConfigMap files-primary',
      'ConfigMap mixed',
      'ConfigMap settings',
      'ConfigMap all?',
      'ConfigMap first-primary',
      'Secret certs-primary?',
      'Secret mixed-primary',
      'Secret keys',
      'Secret all-primary',
    ]);
    expect(withCopies(spec, new Set())).toEqual(spec);
  });
});

describe('isTracked', () => {
  it.each([
    ['ConfigMap', undefined, {}, true],
    ['ConfigMap', undefined, { 'flagger.app/config-tracking': 'disabled' }, false],
    ['ConfigMap', undefined, { 'flagger.app/config-tracking': 'disable' }, false],
    ['ConfigMap', undefined, { 'flagger.app/config-tracking': 'enabled' }, true],
    ['Secret', 'Opaque', {}, true],
    ['Secret', 'Opaque', { 'flagger.app/config-tracking': 'disabled' }, false],
    ['Secret', 'kubernetes.io/tls', {}, true],
    ['Secret', 'kubernetes.io/ssh-auth', {}, true],
    ['Secret', 'kubernetes.io/basic-auth', {}, true],
    ['Secret', 'kubernetes.io/dockerconfigjson', {}, false],
    ['Secret', 'helm.sh/release.v1', {}, false],
  ] as const)('of a %s of type %s with annotations %j is %p', (kind, type, annotations, tracked) => {
    expect(isTracked(kind, { name: 'x', checksum: 'y', annotations, ...(type !== undefined && { type }) })).toBe(
      tracked,
    );
  });
});
