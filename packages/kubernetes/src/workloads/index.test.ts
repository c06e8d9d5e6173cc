import { describe, expect, it } from '@jest/globals';
import { Stop } from '@flagger/api';
import { aCanary, aDeployment, MemoryConfigs, MemoryObjects } from '@flagger/testing';
import { createWorkloads, WORKLOAD_DEFAULTS } from './index.ts';

describe('a kind that nobody knows', () => {
  const unknown = aCanary({ spec: { targetRef: { apiVersion: 'serving.knative.dev/v1', kind: 'Service' } } });

  it('is unusable, and refused for every write', async () => {
    const objects = new MemoryObjects({ objects: [aDeployment()] });
    const workloads = createWorkloads({
      objects,
      configs: new MemoryConfigs(objects),
      options: WORKLOAD_DEFAULTS,
      now: () => 0,
    });
    expect(await workloads.see(unknown)).toEqual({
      target: {
        state: 'unusable',
        message: 'TargetRef.Kind invalid: Service',
        field: 'spec.targetRef.apiVersion',
        found: '"serving.knative.dev/v1"',
        allowed: 'that of a DaemonSet, a Deployment or a Service of Kubernetes',
      },
      primary: undefined,
      isApexOnPrimary: false,
    });
    await expect(workloads.ensureServices(unknown)).rejects.toThrow(Stop);
    await expect(workloads.ensureScaler(unknown, false)).rejects.toThrow(Stop);
    await expect(workloads.promote(unknown, 'x', 'y')).rejects.toThrow(Stop);
    expect(objects.writes).toEqual([]);
  });
});
