import { at, imageOf, named, type Random, revisionOf, textAt } from '@flagger/simulated-cluster';
import type { Deed } from './deed.ts';
import { setImage, told } from './hands.ts';
import { NAMESPACE } from './scenario.ts';
import type { Simulation } from './simulation.ts';
import { primaryOf, targetOf } from './sides.ts';

const SECOND = 1000;

/** What people do to a Service of Knative, and what becomes of its revisions. */
export const KNATIVE_DEEDS: readonly Deed[] = [
  { name: 'same image again', weight: 3, does: applyAgain },
  { name: 'two images in a row', weight: 3, does: twoInARow },
  { name: 'revision fails', weight: 4, does: fail },
  { name: 'all traffic to the newest revision', weight: 2, does: followTemplate },
  { name: 'a tag in the traffic', weight: 1, does: tag },
  { name: 'mark of the primary removed', weight: 1, does: unmark },
];

/** Another revision of what the template runs already. */
function applyAgain(simulation: Simulation, random: Random): void {
  const { target } = simulation.facts.released;
  const value = String(random.between(1, 1_000_000));
  told(simulation, `applies the template again, with the annotation applied=${value}`);
  simulation.edit(target, { spec: { template: { metadata: { annotations: { applied: value } } } } });
}

/** One more while Knative has just begun with the other. */
function twoInARow(simulation: Simulation, random: Random): void {
  const before = imageOf(simulation.server.get(simulation.facts.released.target));
  applyAgain(simulation, random);
  simulation.clock.quietly(random.between(0, 15 * SECOND), () => {
    told(simulation, `sets ${before} again`);
    setImage(simulation, before);
    applyAgain(simulation, random);
  });
}

function fail(simulation: Simulation, random: Random): void {
  const side = random.pick(targetOf(simulation), primaryOf(simulation));
  const ms = random.between(100, random.chance(0.3) ? 180_000 : 20_000);
  if (side) {
    told(simulation, `revision ${side.metadata.name} fails for ${ms} ms`);
    simulation.serving.fail(revisionOf(side.metadata.name, NAMESPACE), ms);
  }
}

/** As a Service says that its owner applies without knowing of the Canary. */
function followTemplate(simulation: Simulation): void {
  told(simulation, 'gives the newest revision all traffic');
  simulation.edit(simulation.facts.released.target, { spec: { traffic: [{ latestRevision: true, percent: 100 }] } });
}

/** A revision gets a name of its own, and no share. */
function tag(simulation: Simulation): void {
  const { facts, server } = simulation;
  const live = server.get(facts.released.target);
  const found = at(live?.spec, 'traffic');
  const revisionName = textAt(live?.status, 'latestReadyRevisionName');
  if (live && Array.isArray(found) && revisionName !== '') {
    told(simulation, `gives ${revisionName} the tag try`);
    const others: readonly unknown[] = found.filter((each) => textAt(each, 'tag') === '');
    simulation.edit(live, { spec: { traffic: [...others, { revisionName, tag: 'try' }] } });
  }
}

function unmark(simulation: Simulation): void {
  const { target } = simulation.facts.released;
  told(simulation, `takes the mark of the primary from ${named(target)}`);
  simulation.edit(target, { metadata: { annotations: { 'flagger.app/primary-revision': null } } });
}
