import type { KubeObject } from '@flagger/api';
import { Random } from '@flagger/simulated-cluster';
import { MESHES, type Mesh } from './meshes.ts';
import type { Simulation } from './simulation.ts';

const SECOND = 1000;

/**
 * Plays the controllers that say whether they take routes: some time after each change, sometimes late, and sometimes
 * with a refusal first. In some stories they are silent. Drawn apart from all else.
 */
export function answerRoutes({ server, clock, weather }: Simulation, seed: number): void {
  const random = new Random(seed ^ 0x9a7e);
  if (random.chance(0.25)) {
    return;
  }
  const [refuses, late] = [random.pick(0, 0, 0.05, 0.3), random.pick(0, 0.1, 0.4)];
  const said = new Map<string, number>();
  server.onChange(({ type, object, before }) => {
    const answer = answering(object)?.answer;
    const { generation = 0 } = object.metadata;
    if (type === 'deleted' || !answer || before?.metadata.generation === generation) {
      return;
    }
    const isLate = random.chance(late) && !weather.isCalm;
    const isRefused = random.chance(refuses) && !weather.isCalm;
    const first = isLate ? random.between(3, 60) * SECOND : random.between(5, SECOND);
    const say = (isTaken: boolean): void => {
      const live = server.get(object);
      const { uid = '' } = object.metadata;
      // it may be about a version that is not there any more, and never about one before that it spoke of last
      if (live?.metadata.uid === uid && (said.get(uid) ?? 0) <= generation) {
        said.set(uid, generation);
        server.patch(live, { status: answer(live, { generation, isTaken }) }, { by: 'cluster', part: 'status' });
      }
    };
    clock.quietly(first, () => say(!isRefused));
    if (isRefused) {
      clock.quietly(first + random.between(5, 180) * SECOND, () => say(true));
    }
  });
}

const answering = ({ apiVersion, kind }: KubeObject): Mesh | undefined =>
  MESHES.find(({ split }) => split?.apiVersion === apiVersion && split.kind === kind);
