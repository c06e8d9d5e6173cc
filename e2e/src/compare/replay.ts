import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '@flagger/sandbox';
import { commandLine } from './command-line.ts';
import { Driver } from './driver.ts';
import { FakeMetrics, FakeReceiver } from './fakes.ts';
import { Journal } from './journal.ts';
import type { Kube } from './kube.ts';
import { freshNamespace, removeNamespace } from './namespace.ts';
import { Observer, type KindRef } from './observer.ts';
import { OperatorProcess } from './operator-process.ts';
import { Patience } from './patience.ts';
import { local, recorded, type Places } from './places.ts';
import type { Recording } from './recording.ts';
import type { Sighting } from './sighting.ts';
import { kindsSeen } from './snapshot.ts';

/** What all replays of a run share. */
export interface ReplayPlan {
  readonly kube: Kube;
  readonly kubeconfig: string;
  /** The operator's command line, with placeholders. */
  readonly operator: string;
  /** The folder for what operators print. */
  readonly logs: string;
  /** The kinds of the mesh. */
  readonly mesh: readonly KindRef[];
  /** Whether the namespace stays. */
  readonly keeps: boolean;
}

/**
 * Generous: three times what Flagger took, and a minute. Where a wait was in vain already, what follows is most often
 * in vain too.
 */
const patienceMs = (took: number, stuck: number): number => (stuck > 0 ? 20 + took : 60 + 3 * took) * 1000;
const STUCK_AT_MOST = 2;
/** Events and alerts that are sent in the background are still under way when the last operation is done. */
const AFTERWARDS = 1500;

/** Runs a scenario with our operator, and gives what was seen, with the recording's addresses. */
export async function replayed(recording: Recording, plan: ReplayPlan): Promise<readonly Sighting[]> {
  const journal = new Journal();
  const [metrics, receiver] = [new FakeMetrics(journal), new FakeReceiver(journal)];
  const places: Places = { metrics: await metrics.server.listen(), receiver: await receiver.server.listen() };
  const observer = new Observer(plan.kube, journal, recording.namespace);
  const operator = await operatorFor(recording, { plan, places, journal });
  try {
    await freshNamespace(plan.kube, recording.namespace);
    const seen = kindsSeen(plan.mesh);
    await observer.start(seen);
    operator.start();
    await operator.ready();
    const driver = new Driver({
      kube: plan.kube,
      journal,
      observer,
      operator,
      metrics,
      receiver,
      places,
      seen,
      namespace: recording.namespace,
      kinds: recording.kinds,
    });
    await play(recording, driver, journal);
    await new Promise((resolve) => setTimeout(resolve, AFTERWARDS));
  } finally {
    await operator.stop();
    observer.stop();
    metrics.server.stop();
    receiver.server.stop();
    if (!plan.keeps) {
      await removeNamespace(plan.kube, recording.namespace);
    }
  }
  return journal.sightings.map((sighting) => recorded(sighting, places));
}

/** Goes on after a wait that never ended, since it may be the only thing that differs; but not for ever. */
async function play(recording: Recording, driver: Driver, journal: Journal): Promise<void> {
  const isDead = (): boolean =>
    journal.sightings.some((sighting) => sighting.saw === 'stuck' && sighting.what.startsWith(DEATH));
  const patience = new Patience(journal, isDead);
  let stuck = 0;
  let position = 0;
  for (const operation of recording.operations) {
    const waited = await patience.wait(operation.after, position, patienceMs(operation.took, stuck));
    if (!waited.met) {
      journal.add({ saw: 'stuck', what: `before "${operation.title}": ${waited.missing}` });
    }
    if (isDead() || (!waited.met && ++stuck > STUCK_AT_MOST)) {
      return;
    }
    position = journal.sightings.length;
    await driver.perform(operation);
  }
}

const DEATH = 'the operator ';

async function operatorFor(
  recording: Recording,
  { plan, places, journal }: { plan: ReplayPlan; places: Places; journal: Journal },
): Promise<OperatorProcess> {
  const port = await freePort();
  const flags = recording.flags.map((flag) => String(local(flag, places)));
  const values = {
    kubeconfig: plan.kubeconfig,
    port: String(port),
    metrics: `http://${places.metrics}`,
    receiver: `http://${places.receiver}`,
    namespace: recording.namespace,
  };
  mkdirSync(plan.logs, { recursive: true });
  const log = join(plan.logs, `${recording.id.replaceAll('/', '_')}.log`);
  return new OperatorProcess({ command: commandLine(plan.operator, values, flags), port, log }, (how) =>
    journal.add({ saw: 'stuck', what: how }),
  );
}
