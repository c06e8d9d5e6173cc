import { at, imageOf, textAt } from '@flagger/simulated-cluster';
import { conditionIn } from './places.ts';
import { CANARY } from './scenario.ts';
import { primaryOf } from './sides.ts';
import type { Simulation } from './simulation.ts';
import { toldStage } from './stage.ts';

/** Whether the last release of a story, of this image, is where it is to be. */
export function endsWell(simulation: Simulation, image: string): void {
  const { server } = simulation;
  const wrong = (what: string): void => simulation.complain('a good revision is promoted', what);
  if (simulation.stage.phase !== 'Succeeded') {
    return wrong(`it is ${toldStage(simulation.stage)}`);
  }
  if (imageOf(primaryOf(simulation)) !== image) {
    wrong(`the primary runs ${imageOf(primaryOf(simulation))} instead of ${image}`);
  }
  if (simulation.facts.traffic.share > 0) {
    wrong(`the canary has ${simulation.facts.traffic.share} %`);
  }
  simulation.facts.released.left((ref) => server.get(ref)).forEach(wrong);
  const conditions = at(server.get(CANARY)?.status, 'conditions');
  const left = Array.isArray(conditions)
    ? conditions.map((each) => textAt(each, 'type')).filter((type) => type === 'Held' || type === 'RollingBack')
    : [];
  if (left.length > 0) {
    wrong(`the conditions ${left.join(', ')} are left`);
  }
}

/** What others kept changing is set back minutes after they stopped, and until then the status says so. */
export const isContested = ({ server }: Simulation): boolean =>
  conditionIn(server.get(CANARY), 'Contested') !== undefined;
