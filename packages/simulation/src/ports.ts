import { isJsonObject } from '@flagger/api';
import type { Random } from '@flagger/simulated-cluster';
import { editCanary, release, told } from './hands.ts';
import { containersOf } from './named-port.ts';
import { TARGET } from './scenario.ts';
import { later } from './moments.ts';
import type { Simulation } from './simulation.ts';

const SECOND = 1000;
const WEB = 'web';

/**
 * The Canary names a port that no container has, until one gets it or the Canary does not name it any more; or a
 * release comes with that port.
 */
export function namePort(simulation: Simulation, random: Random): void {
  editCanary(simulation, { service: { targetPort: WEB } });
  if (random.chance(0.3)) {
    addPort(simulation);
    release(simulation, 'good');
    return;
  }
  later(simulation, random.between(SECOND, 240 * SECOND), () =>
    random.chance(0.7) ? addPort(simulation) : editCanary(simulation, { service: { targetPort: null } }),
  );
}

function addPort(simulation: Simulation): void {
  const [container] = containersOf(simulation.server.get(TARGET)).filter(isJsonObject);
  if (container) {
    const containers = [{ ...container, ports: [{ name: WEB, containerPort: 8080 }] }];
    told(simulation, `gives a container the port ${WEB}`);
    simulation.edit(TARGET, { spec: { template: { spec: { containers } } } });
  }
}
