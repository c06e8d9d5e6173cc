import { parseCanary, type Canary } from '@flagger/api';
import { describe, expect, it } from '@jest/globals';
import { aLog, refuse, send, serve, type Request } from '../../test/api-server.ts';
import { createCluster } from '../cluster.ts';
import { createPods } from './pods.ts';

const LABELS = { app: 'podinfo', tier: 'web' };
const DEPLOYMENT = { spec: { selector: { matchLabels: LABELS } } };
const STUCK = {
  metadata: { name: 'podinfo-1a', namespace: 'test' },
  status: {
    containerStatuses: [{ name: 'main', state: { waiting: { reason: 'ErrImagePull', message: 'no such image' } } }],
  },
};

function aCanary(kind = 'Deployment'): Canary {
  const parsed = parseCanary({
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata: { name: 'podinfo', namespace: 'test', uid: 'u' },
    spec: {
      targetRef: { apiVersion: 'apps/v1', kind, name: 'podinfo' },
      service: { port: 80 },
      analysis: { stepWeight: 5 },
    },
  });
  if (!parsed.canary) {
    throw new Error(JSON.stringify(parsed.problems));
  }
  return parsed.canary;
}

/** A cluster that answers lists of pods with `code`, and what it was asked for. */
async function started(code = 200) {
  const asked: Request[] = [];
  const server = await serve((request, response) => {
    asked.push(request);
    return code === 200 ? send(response, { metadata: {}, items: [STUCK] }) : refuse(response, code);
  });
  const log = aLog();
  const cluster = createCluster({ connection: server.connection, log });
  const read = async (): Promise<never> => ({ ...DEPLOYMENT, kind: 'Deployment' }) as never;
  const pods = createPods({
    cluster: { objects: () => ({ ...cluster.objects('x'), read }), pods: (of) => cluster.pods(of) },
    log,
  });
  return { asked, log, pods };
}
const signal = new AbortController().signal;

describe('why pods are not ready', () => {
  it('is asked by the labels of their workload, of some pods only', async () => {
    const { pods, asked } = await started();
    expect(await pods.trouble(aCanary(), 'target', signal)).toEqual({
      pod: 'podinfo-1a',
      container: 'main',
      reason: 'ErrImagePull',
      message: 'no such image',
    });
    expect(asked.map(({ path, query }) => [path, query])).toEqual([
      ['/api/v1/namespaces/test/pods', { labelSelector: 'app=podinfo,tier=web', limit: '50' }],
    ]);
  });

  it('is not known where they may not be listed, and that is logged once', async () => {
    const { pods, log } = await started(403);
    await pods.trouble(aCanary(), 'target', signal);
    expect(await pods.trouble(aCanary(), 'primary', signal)).toBeUndefined();
    expect(log.lines.filter((line) => line.includes('Pods may not be listed'))).toHaveLength(1);
  });

  it('is not asked of a target that has no pods of its own', async () => {
    const { pods, asked } = await started();
    expect(await pods.trouble(aCanary('Service'), 'target', signal)).toBeUndefined();
    expect(asked).toEqual([]);
  });
});
