import { describe, expect, it } from '@jest/globals';
import { playedMesh } from '../meshes.ts';
import { knativeReader } from './reader.ts';

const service = (status?: object) => ({
  apiVersion: 'serving.knative.dev/v1',
  kind: 'Service',
  metadata: { name: 'podinfo', namespace: 'test' },
  spec: { traffic: [{ latestRevision: true, percent: 100 }] },
  ...(status && { status }),
});

describe('a Service of Knative', () => {
  it('leads to the Services of its revisions as its status says, and is called by its name', () => {
    const traffic = [
      { latestRevision: true, revisionName: 'podinfo-00002', percent: 20 },
      { latestRevision: false, revisionName: 'podinfo-00001', percent: 80 },
      { revisionName: 'podinfo-00000', tag: 'old' },
    ];
    const [read] = knativeReader.read([service({ traffic })]).hosts;
    expect(read?.hosts).toEqual(['podinfo.test.svc.cluster.local', 'podinfo.test', 'podinfo.test.example.com']);
    expect(read?.routes[0]?.destinations.map(({ to, weight, counted }) => [to.name, weight, counted])).toEqual([
      ['podinfo-00002', 20, { envoy_cluster_name: 'test/podinfo-00002' }],
      ['podinfo-00001', 80, { envoy_cluster_name: 'test/podinfo-00001' }],
      ['podinfo-00000', 0, { envoy_cluster_name: 'test/podinfo-00000' }],
    ]);
  });

  it('leads nobody anywhere before Knative has looked at it', () => {
    expect(knativeReader.read([service()]).hosts[0]?.routes[0]?.destinations).toEqual([]);
  });

  it('is counted by what its ingress shows', () => {
    expect(playedMesh('knative').counting?.requests.name).toBe('envoy_cluster_upstream_rq');
  });
});
