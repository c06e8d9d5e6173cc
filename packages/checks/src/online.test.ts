import type { MeshProvider } from '@flagger/api';
import { keptLog, VirtualClock } from '@flagger/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import nock from 'nock';
import { metricsServerProblem } from './online.ts';

const mesh = (): Pick<MeshProvider, 'names' | 'queries' | 'durationUnit'> => ({
  names: ['istio'],
  queries: { successRate: '', duration: '' },
  durationUnit: 'ms',
});
const options = { metricsServer: 'http://prometheus.test:9090', mesh, clock: new VirtualClock(), log: keptLog() };
const asked = () => nock('http://prometheus.test:9090').get('/api/v1/query').query({ query: 'vector(1)' });

describe('the metrics server at start-up', () => {
  beforeAll(() => nock.disableNetConnect());
  afterEach(() => nock.cleanAll());
  // else the next file in this process finds the patched modules of Node
  afterAll(() => {
    nock.enableNetConnect();
    nock.restore();
  });

  it('is well when it answers 1', async () => {
    asked().reply(200, {
      status: 'success',
      data: { resultType: 'vector', result: [{ metric: {}, value: [0, '1'] }] },
    });
    await expect(metricsServerProblem(options, new AbortController().signal)).resolves.toBeUndefined();
  });

  it('is told when it cuts the connection', async () => {
    asked().replyWithError(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }));
    await expect(metricsServerProblem(options, new AbortController().signal)).resolves.toContain('connection refused');
  });
});
