import type { KubeObject } from '@flagger/api';
import { specOf } from '../facts.ts';
import { at, listOf, named, textAt } from '@flagger/simulated-cluster';
import { opens } from '../named-port.ts';
import { APEX, NAME, PRIMARY } from '../scenario.ts';
import type { Invariant } from './invariant.ts';
import { promptly, readable, working } from './lasting.ts';

export const open: Invariant = {
  name: 'users meet an open port',
  holds: 'The services of the primary lead to no port that none of its pods has, while it has pods.',
  lasts(world) {
    const found = working(world);
    const { server, weather, facts, pods } = world;
    const [primary] = [PRIMARY.metadata.name];
    const apex = textAt(found && specOf(found.canary), 'service', 'name') || NAME;
    const services = [apex, `${apex}-primary`].map((name) => ({ ...APEX, metadata: { ...APEX.metadata, name } }));
    const isHindered = services.some((service) => weather.isForbidden(named(service)));
    if (!found || isHindered || !readable(found.canary) || !facts.apex.isOnPrimary || pods.available(primary) === 0) {
      return undefined;
    }
    const shut = services.find((service) => {
      const port = targetPortOf(server.get(service));
      return !pods.hasAny(primary, (template) => opens(template, port));
    });
    return shut && { what: `${named(shut)} leads to a port that no pod of the primary has`, ms: promptly(world) };
  },
};

const targetPortOf = (service: KubeObject | undefined): unknown =>
  at(listOf(at(service?.spec, 'ports'))[0], 'targetPort');
