import { describe, expect, it } from '@jest/globals';
import { Stop } from '@flagger/api';
import { aCanary, aDeployment, MemoryConfigs, MemoryObjects } from '@flagger/testing';
import { createWorkloads, WORKLOAD_DEFAULTS } from './index.ts';

describe('a Service of Knative under the provider of another mesh', () => {
  const unknown = aCanary({
    spec: { provider: 'istio', targetRef: { apiVersion: 'serving.knative.dev/v1', kind: 'Service' } },
  });

  it('is unusable in the words of Flagger, and refused for every write', async () => {
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
        message: "can't use istio provider with Knative Service as target",
        field: 'spec.targetRef.apiVersion',
        found: '"serving.knative.dev/v1"',
        allowed: 'that of a DaemonSet, a Deployment or a Service of Kubernetes, or spec.provider: knative',
      },
      primary: undefined,
      isApexOnPrimary: false,
    });
    await expect(workloads.ensureServices(unknown)).rejects.toThrow(Stop);
    await expect(workloads.ensureScaler(unknown, false)).rejects.toThrow(Stop);
    await expect(workloads.promote(unknown, { revision: 'x' }, 'y')).rejects.toThrow(Stop);
    expect(objects.writes).toEqual([]);
  });
});
