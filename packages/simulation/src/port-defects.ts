import { serviceNames, type KubeObject } from '@flagger/api';
import { working } from './defects.ts';
import { at, listOf } from '@flagger/simulated-cluster';
import { APEX } from './scenario.ts';

/** Services lead to the port that the Canary names at once, whoever has it. */
export const hastyPorts = working((workloads, objects) => ({
  ensureServices: async (canary) => {
    const written = await workloads.ensureServices(canary);
    const { targetPort } = canary.spec.service;
    const { apex, primary } = serviceNames(canary);
    for (const name of [primary, apex]) {
      const live = await objects.read<KubeObject & { readonly spec: unknown }>({
        ...APEX,
        metadata: { ...APEX.metadata, name },
      });
      const [port] = listOf(at(live?.spec, 'ports'));
      if (live && typeof targetPort === 'string' && at(port, 'targetPort') !== targetPort) {
        await objects.patch(live, { spec: { ports: [{ ...Object(port), targetPort }] } });
      }
    }
    return written;
  },
}));
