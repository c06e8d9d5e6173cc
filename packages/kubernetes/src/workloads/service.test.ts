import { describe, expect, it } from '@jest/globals';
import type { Canary } from '@flagger/api';
import { aCanary } from '@flagger/testing';
import { type Service, selects, serviceChanges } from './service.ts';
import { services } from './services.ts';

const selector = { label: 'app', value: 'podinfo', primaryValue: 'podinfo-primary' };
const UNKNOWN = { spec: { containers: [] }, areFormer: false, areFirst: false };
const NONE = { apex: undefined, primary: undefined, canary: undefined };
const wanted = (canary: Canary): Service =>
  services(canary, selector, { live: NONE, primary: UNKNOWN, target: UNKNOWN }).apex;
const live = (changes: Partial<Service['metadata']> = {}, spec: Partial<Service['spec']> = {}): Service => {
  const { metadata, ...rest } = wanted(aCanary());
  return { ...rest, metadata: { ...metadata, resourceVersion: '7', ...changes }, spec: { ...rest.spec, ...spec } };
};
const changes = (existing: Service, canary = aCanary()): object | undefined =>
  serviceChanges(canary, existing, wanted(canary));

describe('services', () => {
  it('are headless where the Canary says so, and prefer near endpoints', () => {
    const canary = aCanary({ spec: { service: { headless: true, trafficDistribution: 'PreferClose' } } });
    expect(wanted(canary).spec).toMatchObject({
      type: 'ClusterIP',
      clusterIP: 'None',
      trafficDistribution: 'PreferClose',
    });
  });

  it('carry the metadata of the Canary, but not over the label and annotations that Flagger needs', () => {
    const custom = {
      labels: { app: 'mine', team: 'core' },
      annotations: { 'kustomize.toolkit.fluxcd.io/reconcile': 'enabled', note: 'x' },
    };
    expect(wanted(aCanary({ spec: { service: { apex: custom } } })).metadata).toMatchObject({
      labels: { app: 'podinfo', team: 'core' },
      annotations: {
        'kustomize.toolkit.fluxcd.io/reconcile': 'disabled',
        'helm.toolkit.fluxcd.io/driftDetection': 'disabled',
        note: 'x',
      },
    });
  });
});

describe('serviceChanges', () => {
  it('is nothing for a service as it was created', () => {
    expect(changes(live())).toBeUndefined();
  });

  it('is nothing for what the API server adds', () => {
    const ports = [{ nodePort: 30080, name: 'http', protocol: 'TCP', port: 80, targetPort: 9898 }];
    expect(changes(live({}, { clusterIP: '10.0.0.1', type: 'LoadBalancer', ports }))).toBeUndefined();
  });

  it('sets back ports, keeping node ports and not losing any that are given meanwhile', () => {
    const edited = live(
      {},
      { ports: [{ name: 'http', protocol: 'TCP', port: 81, targetPort: 9898, nodePort: 30080 }] },
    );
    const ports = [{ name: 'http', protocol: 'TCP', port: 80, targetPort: 9898, nodePort: 30080 }];
    expect(changes(edited)).toEqual({ metadata: { resourceVersion: '7' }, spec: { ports } });
  });

  it('sets back the selector and nothing else, removing what does not belong there', () => {
    expect(changes(live({}, { selector: { app: 'other', extra: 'x' } }))).toEqual({
      spec: { selector: { app: 'podinfo-primary', extra: null } },
    });
  });

  it('sets back labels and annotations of a service that the Canary controls', () => {
    expect(changes(live({ labels: { app: 'podinfo', added: 'x' }, annotations: { added: 'y' } }))).toEqual({
      metadata: {
        labels: { added: null },
        annotations: {
          added: null,
          'helm.toolkit.fluxcd.io/driftDetection': 'disabled',
          'kustomize.toolkit.fluxcd.io/reconcile': 'disabled',
        },
      },
    });
  });

  it('leaves labels and annotations that the Canary calls unmanaged', () => {
    const canary = aCanary({ spec: { service: { unmanagedMetadata: { labels: ['added'], annotations: ['lb'] } } } });
    const { annotations } = wanted(canary).metadata;
    expect(
      changes(live({ labels: { app: 'podinfo', added: 'x' }, annotations: { ...annotations, lb: 'y' } }), canary),
    ).toBeUndefined();
  });

  it('takes over selector and ports of a service that was there before, not its labels, and keeps Flux from setting it back', () => {
    const foreign = live(
      { ownerReferences: [], labels: { mine: 'yes' }, annotations: { note: 'x' } },
      { selector: { app: 'podinfo' } },
    );
    expect(changes(foreign)).toEqual({
      metadata: {
        annotations: {
          'helm.toolkit.fluxcd.io/driftDetection': 'disabled',
          'kustomize.toolkit.fluxcd.io/reconcile': 'disabled',
        },
      },
      spec: { selector: { app: 'podinfo-primary' } },
    });
  });

  it('prefers near endpoints as the Canary says now, and leaves that open where it says nothing of a service that was there', () => {
    const near = (trafficDistribution: string) => aCanary({ spec: { service: { trafficDistribution } } });
    expect(changes(live(), near('PreferClose'))).toEqual({ spec: { trafficDistribution: 'PreferClose' } });
    const set = live({}, { trafficDistribution: 'PreferClose' });
    expect([changes(set, near('PreferClose')), changes(set)]).toEqual([
      undefined,
      { spec: { trafficDistribution: null } },
    ]);
    const theirs = live({ ownerReferences: [] }, { trafficDistribution: 'PreferClose' });
    expect(changes(theirs)).toBeUndefined();
    expect(changes(theirs, near('PreferSameNode'))).toMatchObject({ spec: { trafficDistribution: 'PreferSameNode' } });
  });

  it('leaves a service of somebody else alone once its selector and ports are right', () => {
    expect(changes(live({ ownerReferences: [], labels: { mine: 'yes' }, annotations: {} }))).toBeUndefined();
    const ofAnother = live().metadata.ownerReferences?.map((owner) => ({ ...owner, name: 'another' })) ?? [];
    expect(changes(live({ ownerReferences: ofAnother, labels: { mine: 'yes' } }))).toBeUndefined();
  });
});

describe('selects', () => {
  it('wants exactly these labels', () => {
    expect(selects(live(), { app: 'podinfo-primary' })).toBe(true);
    expect(selects(live({}, { selector: { app: 'podinfo-primary', extra: 'x' } }), { app: 'podinfo-primary' })).toBe(
      false,
    );
    expect(selects(undefined, {})).toBe(false);
  });
});
