import { alertListener, type Sender } from '@flagger/alerts';
import type { KubeObject, Listener } from '@flagger/api';
import { createReferences } from '@flagger/kubernetes';
import type { ClusterClient, Random } from '@flagger/simulated-cluster';
import type { Deed } from '../deed.ts';
import { remove, told } from '../hands.ts';
import { onStatus, type Complaint, type Invariant } from '../invariants/invariant.ts';
import type { Mesh } from '../meshes.ts';
import { KEY, NAME, TARGET } from '../scenario.ts';
import { inTest } from '../service-names.ts';
import type { Simulation } from '../simulation.ts';
import { isAtRest, isRunning, stageOf } from '../stage.ts';
import { aQuality, canaryOf, releaseOf } from './releases.ts';
import type { Scene, Situation } from './situation.ts';
import { deploymentOf } from './users.ts';

const PROVIDER: KubeObject & { readonly spec: object } = {
  ...inTest('flagger.app/v1beta1', 'AlertProvider', 'team'),
  spec: { type: 'slack', channel: 'releases', address: 'https://slack.example/hook' },
};

type Delivery = Parameters<Sender['send']>[0];

/** What became of alerts of one story. */
class Heard {
  /** Those that say that a run failed, since the last one ended. */
  failures = 0;
  /** Operators that were started since then. */
  starts = 0;
  delivered = 0;

  /** Who hears of Canaries in one process: the real chats, and who counts. */
  listeners(client: ClusterClient): readonly Listener[] {
    this.starts++;
    const cluster = { objects: () => client.objects(KEY), configs: () => client.configs(KEY) };
    const alerts = alertListener({
      references: createReferences({ cluster, isWithinNamespace: false }),
      chat: undefined,
      clusterName: undefined,
      sender: { send: ({ post }) => void this.deliver(post) },
    });
    const counting: Listener = { alert: (_, { severity }) => void (this.failures += severity === 'error' ? 1 : 0) };
    return [counting, alerts];
  }

  /** A run has ended. */
  forget(): void {
    Object.assign(this, { failures: 0, starts: 0 });
  }

  private async deliver(post: Delivery['post']): Promise<void> {
    const found = typeof post === 'function' ? await post().catch(() => ({ ok: false })) : { ok: true };
    this.delivered += found.ok ? 1 : 0;
  }
}

/** By name, as it must hear the alerts. */
export const ALERTED: Invariant = {
  name: 'a run that fails is alerted',
  holds: 'Each run that fails is alerted before its end is written, and once only by each process that ends it.',
};

const alerted = (heard: Heard): Invariant => ({
  ...ALERTED,
  applied: onStatus(({ before, after }) => {
    const { failures, starts } = heard;
    const [from, to] = [stageOf(before), stageOf(after)];
    if (isRunning(to) && from.applied !== to.applied) {
      // a newer revision overtakes a rollback that was alerted
      heard.forget();
    }
    if (!isRunning(from) || !isAtRest(to)) {
      return undefined;
    }
    heard.forget();
    if (to.phase === 'Failed' && failures === 0) {
      return 'the run failed, and nobody was alerted';
    }
    return failures > starts + 1 ? `the run ended as ${to.phase}, and was alerted ${failures} times` : undefined;
  }),
});

/** A Canary with alerts, whose AlertProvider may be missing. */
export const ALERTS: Situation = { name: 'alerts', ends: 'alerts stop no run and are delivered', scene };

function scene(random: Random, mesh: Mesh): Scene {
  const heard = new Heard();
  const severity = random.pick('info', 'warn', 'error');
  const alerts = [{ name: 'team', severity, providerRef: { name: 'team' } }];
  const [hasProvider, isMended] = [random.chance(0.5), random.chance(0.7)];
  let [image, before] = ['', 0];
  return {
    objects: [
      ...(mesh.there ?? []),
      ...(hasProvider ? [PROVIDER] : []),
      deploymentOf(NAME, 'podinfo:1', random.between(1, 3)),
      canaryOf(NAME, { mesh, random, target: TARGET, analysis: { alerts } }),
    ],
    listeners: (client) => heard.listeners(client),
    invariants: [alerted(heard)],
    deeds: DEEDS,
    heal: (simulation) => (isMended ? provide(simulation) : remove(simulation, PROVIDER)),
    last: (simulation) => {
      before = heard.delivered;
      image = releaseOf(simulation, TARGET, 'bad metrics');
    },
    isDone: ({ stage }) => image !== '' && isAtRest(stage),
    wrong: ({ stage }) => wrong(stage.phase, isMended, heard.delivered - before),
  };
}

const DEEDS: readonly Deed[] = [
  { name: 'new image', weight: 6, does: (simulation, by) => void releaseOf(simulation, TARGET, aQuality(by)) },
  { name: 'AlertProvider deleted', weight: 1, does: (simulation) => remove(simulation, PROVIDER) },
  { name: 'AlertProvider created', weight: 1, does: provide },
];

function provide(simulation: Simulation): void {
  told(simulation, 'creates the AlertProvider');
  simulation.put(PROVIDER);
}

function wrong(phase: string, isMended: boolean, delivered: number): Complaint {
  // a first primary that never started is made of whatever comes
  if (phase === 'Initialized') {
    return undefined;
  }
  if (phase !== 'Failed') {
    return `a bad image ends as ${phase}`;
  }
  if (isMended) {
    return delivered > 0 ? undefined : 'nobody got an alert of the run that failed';
  }
  return delivered === 0 ? undefined : `${delivered} alerts were delivered to nobody`;
}
