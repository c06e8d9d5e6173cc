import { at, imageOf, listOf, type Random, textAt } from '@flagger/simulated-cluster';
import { ask, pause } from './asks.ts';
import type { Deed } from './deed.ts';
import { specOf } from './facts.ts';
import { editAnalysis, editCanary, liveSplit, moveTo, release, remove, setImage, told } from './hands.ts';
import { editInPart, goAway, mistype } from './obstacles.ts';
import { later, when } from './moments.ts';
import { namePort } from './ports.ts';
import { APEX, CANARY, NAME, OTHER_NAME, TARGET } from './scenario.ts';
import type { Simulation } from './simulation.ts';
import { primaryOf } from './sides.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** Deeds that wait for a moment in which they may do harm. */
export const AIMS: readonly Deed[] = [
  { name: 'edited while it waits', weight: 2.5, does: editWhileWaiting },
  { name: 'operator away while it is held', weight: 1.5, does: leaveWhileHeld },
  { name: 'rollback wanted of what stands still', weight: 2.5, does: wantRollbackOfStill },
  { name: 'routes edited after a step', weight: 1.5, does: editAfterStep },
  { name: 'canary deleted and everything given back', weight: 0.7, does: giveBack },
  { name: 'service renamed', weight: 0.8, does: rename },
  { name: 'mesh changed', weight: 1.5, does: changeMesh },
  { name: 'asked by annotation', weight: 3, does: ask },
  { name: 'paused for a while', weight: 1, does: pause },
  { name: 'port named and added', weight: 1, does: namePort },
];

/** The Canary names another mesh, perhaps while a run is under way, and often its own again before long. */
function changeMesh(simulation: Simulation, random: Random): void {
  const { facts, server, settings } = simulation;
  const [one, ...others] = facts.meshes.others;
  // which mesh a Canary had that no operator ever saw, nobody can know
  if (!one || textAt(server.get(CANARY)?.status, 'phase') === '') {
    return;
  }
  const mesh = random.pick(one, ...others);
  moveTo(simulation, mesh);
  if (random.chance(0.6)) {
    later(simulation, random.between(SECOND, 3 * MINUTE), () => moveTo(simulation, settings.mesh));
  }
}

const hasCondition = ({ server }: Simulation, wanted: string): boolean =>
  listOf(at(server.get(CANARY)?.status, 'conditions')).some((each) => textAt(each, 'type') === wanted);

/** The gate before the promotion is closed, and what was approved until then is changed. */
function editWhileWaiting(simulation: Simulation, random: Random): void {
  const { outside } = simulation;
  told(simulation, 'closes confirm-promotion, and edits something while it waits');
  outside.closed.add('confirm-promotion');
  const edits = [editRoutesByHand, editInPart, editAnalysis, setBackImage, mistype, scaleTarget] as const;
  const edit = edits[random.between(0, edits.length - 1)] ?? editInPart;
  when(
    simulation,
    () => simulation.stage.phase === 'WaitingPromotion',
    () => edit(simulation, random),
  );
  later(simulation, random.between(30 * SECOND, 4 * MINUTE), () => void outside.closed.delete('confirm-promotion'));
}

function editRoutesByHand(simulation: Simulation, random: Random): void {
  const { split } = simulation.mesh;
  const found = liveSplit(simulation);
  const share = random.between(0, 100);
  if (found && split) {
    told(simulation, `gives the canary ${share} %`);
    simulation.edit(found, split.edited(found, share));
  }
}

function setBackImage(simulation: Simulation): void {
  const image = imageOf(primaryOf(simulation));
  if (image !== '') {
    told(simulation, `sets ${image} again`);
    setImage(simulation, image);
  }
}

function scaleTarget(simulation: Simulation, random: Random): void {
  const replicas = random.between(0, 4);
  told(simulation, `scales the target to ${replicas}`);
  simulation.edit(TARGET, { spec: { replicas } });
}

/** The metrics server is away, then the operator as well, and then there is another blip. */
function leaveWhileHeld(simulation: Simulation, random: Random): void {
  const { outside, clock } = simulation;
  told(simulation, 'takes the metrics server away, and the operator once the run is held');
  outside.isMetricsServerAway = true;
  when(
    simulation,
    () => hasCondition(simulation, 'Held'),
    () => {
      goAway(simulation, random);
      const back = random.between(SECOND, simulation.awayUntil - clock.now() + MINUTE);
      later(simulation, back, () => void (outside.isMetricsServerAway = false));
      later(simulation, back + 20 * SECOND, () => void (outside.isMetricsServerAway = random.chance(0.5)));
    },
  );
}

/** People want a run back that something holds or obstructs. */
function wantRollbackOfStill(simulation: Simulation, random: Random): void {
  const { outside } = simulation;
  told(simulation, 'something holds the run, and its rollback is wanted');
  addHooks(simulation, ['rollback', 'confirm-traffic-increase']);
  random.pick(
    () => mistype(simulation, random),
    () => remove(simulation, simulation.facts.released.target),
    () => void (outside.isMetricsServerAway = true),
    () => void outside.closed.add('confirm-traffic-increase'),
  )();
  later(simulation, random.between(2 * SECOND, 40 * SECOND), () => void (outside.wantsRollback = true));
  later(simulation, 4 * MINUTE, () => void (outside.wantsRollback = false));
}

function addHooks(simulation: Simulation, types: readonly string[]): void {
  const before = listOf(at(specOf(simulation.server.get(CANARY)), 'analysis', 'webhooks'));
  const more = types.filter((type) => before.every((hook) => textAt(hook, 'type') !== type));
  const webhooks = [...before, ...more.map((type) => ({ type, name: type, url: 'http://hooks.example/' }))];
  editCanary(simulation, { analysis: { webhooks } });
}

/** Weights set by hand just when the operator has taken a step. */
function editAfterStep(simulation: Simulation, random: Random): void {
  const before = simulation.stage;
  when(
    simulation,
    () => simulation.stage.time !== before.time,
    () => later(simulation, random.between(0, 200), () => editRoutesByHand(simulation, random)),
  );
}

/** Deletes a Canary that is to leave everything as it was, and applies it again when it is gone. */
function giveBack(simulation: Simulation, random: Random): void {
  const { server } = simulation;
  editCanary(simulation, { revertOnDeletion: true });
  later(simulation, random.between(0, 5 * SECOND), () => {
    const live = server.get(CANARY);
    if (!live) {
      return;
    }
    remove(simulation, CANARY);
    const spec = { ...specOf(live), revertOnDeletion: false };
    const isGone = (): boolean => server.get(CANARY) === undefined;
    when(simulation, isGone, () => {
      told(simulation, 'creates the canary');
      simulation.put({ ...CANARY, spec });
    });
  });
}

/** The service gets another name, and before long its own again. */
function rename(simulation: Simulation, random: Random): void {
  const name = (): unknown => at(specOf(simulation.server.get(CANARY)), 'service', 'name');
  if (name() !== undefined) {
    return;
  }
  editCanary(simulation, { service: { name: OTHER_NAME } });
  later(simulation, random.between(SECOND, 3 * MINUTE), () => editCanary(simulation, { service: { name: null } }));
}

/** Whoever has the service in a chart sets it back to the target once it is no longer that of the Canary. */
export function editFormerService(simulation: Simulation, random: Random): void {
  release(simulation, 'good');
  when(
    simulation,
    () => simulation.facts.traffic.share > 0,
    () => {
      editCanary(simulation, { service: { name: OTHER_NAME } });
      later(simulation, random.between(0, SECOND), () => mistype(simulation, random));
      later(simulation, random.between(0, 90 * SECOND), () =>
        simulation.edit(APEX, { spec: { selector: { app: NAME } } }),
      );
      later(simulation, random.between(0, 9 * MINUTE), () => editCanary(simulation, { service: { name: null } }));
    },
  );
}
