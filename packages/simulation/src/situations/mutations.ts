import { Wait, type Action, type KubeObject, type Seen } from '@flagger/api';
import { numberAt, type Mutate } from '@flagger/simulated-cluster';
import { acting, awake, finding, READY, routingOtherwise, seeing, working } from '../defects.ts';
import type { Mutation } from '../mutations.ts';
import { ALERTED, ALERTS } from './alerted.ts';
import { DAEMON_SETS, FIT, NOWHERE, ON_NODES, ON_PODS, PRIMARY_SET } from './daemon-sets.ts';
import { LOW_THRESHOLD, STARTED } from './low-threshold.ts';
import { BLIND, MESH_CRDS, MISSING as UNINSTALLED, STILL_SERVED } from './mesh-crds.ts';
import type { Situation } from './situation.ts';
import { FOLLOWED, LEFT, RENAMED_TARGET } from './renamed-target.ts';
import { PRIMARYS_SCALER, pausing, TARGETS_SCALER } from './keda.ts';
import { NOT_BY_US, PAUSES, SCALED_BY_KEDA } from './scaled-by-keda.ts';
import { PRIMARY } from '../scenario.ts';
import { HANDED_OVER, REFUSED, SERVED, SHARED_SERVICE, UNDISTURBED } from './shared-service.ts';

/** Whether it begins with another target. */
const isBegun = (action: Action): boolean =>
  action.do === 'status' && action.status.phase === 'Initializing' && action.status.lastAppliedSpec === '';

const isRefusal = (action: Action): boolean =>
  action.do === 'status' && action.status.conditions?.['Accepted']?.status === 'False';

const MISSING = { state: 'waking', message: 'waiting for rollout to finish: a pod is missing' } as const;

/** A target that counts as ready, whether or not it has pods. */
const started = (target: Seen['target']): Seen['target'] =>
  target.state === 'found' ? { ...target, workload: { ...target.workload, state: READY } } : target;

const isOfMissing = (action: Action): boolean =>
  action.do === 'status' && action.status.conditions?.['Obstructed']?.reason === 'NotInstalled';

const waiting = (): never => {
  throw new Wait('the mesh cannot be read');
};

const quiet = (action: Action): Action => (action.do === 'alert' ? { ...action, severity: 'info' } : action);

/** Who was refused once for a service stays refused. */
const everTaken: Mutate = ({ rivals }) => {
  const refused = new Map<string, ReturnType<typeof rivals.rivalsOf>>();
  return {
    rivals: {
      heard: (key) => rivals.heard(key),
      rivalsOf: (canary) => {
        const kin = rivals.rivalsOf(canary);
        const { uid } = canary.metadata;
        if (kin.problem) {
          refused.set(uid, kin);
        }
        return refused.get(uid) ?? kin;
      },
    },
  };
};

/** Defects that the stories of one situation show. */
const shownIn = (situation: Situation, mutations: readonly Mutation[]): readonly Mutation[] =>
  mutations.map((mutation) => ({ ...mutation, situation }));

/** Defects of an operator that the situations show. */
export const SITUATION_MUTATIONS: readonly Mutation[] = [
  ...shownIn(RENAMED_TARGET, [
    {
      name: 'users follow another target at once',
      breaks: FOLLOWED.name,
      mutate: seeing((seen) => ({ ...seen, isOnFormerTarget: false })),
    },
    {
      name: 'users of a former target are not given back',
      breaks: LEFT.name,
      mutate: (_, making) =>
        acting(making, (actions) =>
          actions.some(isBegun) ? actions.filter((action) => action.do !== 'route') : actions,
        ),
    },
    {
      name: 'another target is never begun with',
      breaks: RENAMED_TARGET.ends,
      mutate: (_, making) => acting(making, (actions) => actions.filter((action) => !isBegun(action))),
    },
  ]),
  ...shownIn(SHARED_SERVICE, [
    { name: 'a service that was taken is never free', breaks: SHARED_SERVICE.ends, mutate: everTaken },
    {
      name: 'works beside a Canary that had its service first',
      breaks: UNDISTURBED.name,
      mutate: ({ rivals }) => ({
        rivals: { heard: (key) => rivals.heard(key), rivalsOf: () => ({ elder: undefined, younger: [] }) },
      }),
    },
    {
      name: 'a service of another Canary is taken over at once',
      breaks: HANDED_OVER.name,
      mutate: seeing((seen) => ({ ...seen, isOnAnothers: false })),
    },
    {
      name: 'the service counts as led to the primary',
      breaks: SERVED.name,
      mutate: (parts, making) => ({
        ...seeing((seen) => ({ ...seen, isApexOnPrimary: true }))(parts, making),
        ...acting(making, (actions) => actions.filter((action) => action.do !== 'ensureApex')),
      }),
    },
    {
      name: 'that a service is taken is not told',
      breaks: REFUSED.name,
      mutate: (_, making) => acting(making, (actions) => actions.filter((action) => !isRefusal(action))),
    },
  ]),
  ...shownIn(LOW_THRESHOLD, [
    {
      name: 'no pods are enough',
      breaks: STARTED.name,
      mutate: seeing(({ target, ...seen }) => ({ ...seen, target: started(target) })),
    },
    {
      name: 'a primary that lacks a pod is never ready',
      breaks: LOW_THRESHOLD.ends,
      mutate: seeing(({ primary, ...seen }) => ({ ...seen, primary: primary && { ...primary, state: MISSING } })),
    },
  ]),
  ...shownIn(SCALED_BY_KEDA, [
    {
      name: 'KEDA is not kept from waking the target',
      breaks: PAUSES.name,
      mutate: working((workloads, objects) => ({
        sleepTarget: async (canary) => {
          const written = await workloads.sleepTarget(canary);
          await objects.patch<KubeObject>(TARGETS_SCALER, pausing(null));
          return written;
        },
      })),
    },
    {
      name: 'the primary is paused with the target',
      breaks: NOT_BY_US.name,
      mutate: working((workloads, objects) => ({
        sleepTarget: async (canary) => {
          await objects.patch<KubeObject>(PRIMARYS_SCALER, pausing('0'));
          return workloads.sleepTarget(canary);
        },
      })),
    },
    {
      name: 'a primary without pods is not ready, whoever takes them',
      breaks: SCALED_BY_KEDA.ends,
      mutate: working((workloads, objects) => ({
        see: async (canary) => {
          const [seen, live] = [
            await workloads.see(canary),
            await objects.read<KubeObject & { readonly spec?: unknown }>(PRIMARY),
          ];
          return numberAt(live?.spec, 'replicas') === 0
            ? { ...seen, primary: seen.primary && { ...seen.primary, state: MISSING } }
            : seen;
        },
      })),
    },
  ]),
  ...shownIn(DAEMON_SETS, [
    {
      name: 'whatever is asked of a DaemonSet is a yes',
      breaks: FIT.name,
      mutate: ({ checks }) => ({ checks: finding(checks, () => []) }),
    },
    {
      name: 'the primary sleeps with the target',
      breaks: ON_NODES.name,
      mutate: working((workloads, objects) => ({
        sleepTarget: async (canary) => {
          await objects.patch<KubeObject>(PRIMARY_SET, {
            spec: { template: { spec: { nodeSelector: { [NOWHERE]: 'true' } } } },
          });
          return workloads.sleepTarget(canary);
        },
      })),
    },
    {
      name: 'nodes without pods count as ready',
      breaks: ON_PODS.name,
      mutate: seeing(({ target, primary, ...seen }) => ({
        ...seen,
        target: awake(target),
        primary: primary && { ...primary, state: READY, isServing: true },
      })),
    },
    {
      name: 'a DaemonSet never sleeps',
      breaks: DAEMON_SETS.ends,
      mutate: (_, making) => acting(making, (actions) => actions.filter((action) => action.do !== 'sleepTarget')),
    },
  ]),
  ...shownIn(MESH_CRDS, [
    {
      name: 'a mesh that is missing counts as it was',
      breaks: BLIND.name,
      mutate: routingOtherwise((router) => {
        let last: Awaited<ReturnType<typeof router.routes>>;
        return {
          prepare: (canary) => router.prepare(canary).catch(() => undefined),
          ensure: (...asked) => router.ensure(...asked).catch(() => []),
          setRoutes: (canary, routes) => router.setRoutes(canary, (last = routes)).catch(() => []),
          routes: (canary) => router.routes(canary).catch(() => last),
        };
      }),
    },
    {
      name: 'nobody says what is missing',
      breaks: UNINSTALLED.name,
      mutate: (_, making) => acting(making, (actions) => actions.filter((action) => !isOfMissing(action))),
    },
    {
      name: 'a mesh that is missing stops the turn',
      breaks: STILL_SERVED.name,
      mutate: routingOtherwise((router) => ({ routes: (canary) => router.routes(canary).catch(waiting) })),
    },
    {
      name: 'a mesh that was missing is missing for ever',
      breaks: MESH_CRDS.ends,
      mutate: routingOtherwise((router) => {
        let missing: unknown;
        return {
          routes: async (canary) => {
            if (missing instanceof Error) {
              throw missing;
            }
            return router.routes(canary).catch((error: unknown) => {
              missing = error;
              throw error;
            });
          },
        };
      }),
    },
  ]),
  ...shownIn(ALERTS, [
    {
      name: 'nobody is alerted',
      breaks: ALERTED.name,
      mutate: (_, making) => acting(making, (actions) => actions.filter((action) => action.do !== 'alert')),
    },
    {
      name: 'alerts are for information',
      breaks: ALERTS.ends,
      mutate: (_, making) => acting(making, (actions) => actions.map(quiet)),
    },
  ]),
];
