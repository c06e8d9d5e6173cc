import type { Seen } from '@flagger/api';
import { createWorkloads, WORKLOAD_DEFAULTS } from '@flagger/kubernetes';
import { istio } from '@flagger/provider-istio';
import { MemoryConfigs, MemoryObjects } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { aShell } from './podinfo.ts';

const SEEN: Seen = {
  target: {
    state: 'missing',
    message: 'nothing of the mesh is called podinfo',
    field: 'spec.targetRef',
    found: '"podinfo"',
    allowed: 'something of the mesh',
  },
  primary: undefined,
  isApexOnPrimary: false,
};

describe('a mesh whose object is the workload', () => {
  it('is asked about the target in the place of Kubernetes, where that has a Deployment of the name', async () => {
    const shell = aShell({
      provider: {
        ...istio,
        workloads: (objects) => {
          const configs = new MemoryConfigs(new MemoryObjects());
          const workloads = createWorkloads({ objects, configs, options: WORKLOAD_DEFAULTS, now: () => 0 });
          return Object.assign(workloads, { see: async () => SEEN });
        },
      },
    });
    shell.start();
    await shell.pass(60);
    expect(new Set(shell.events.map(({ message }) => message))).toEqual(
      new Set([expect.stringContaining('nothing of the mesh is called podinfo')]),
    );
  });
});
