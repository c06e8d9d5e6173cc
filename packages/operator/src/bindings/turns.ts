import { Lives, Meshes, Performer, Queue, Reconciler, Rivals } from '@flagger/controller';
import { ContainerModule } from 'inversify';
import { Ownership } from '../ownership.ts';
import { TOKEN } from '../tokens.ts';
import { Wakes } from '../wakes.ts';
import { Writing } from '../writing.ts';
import { all, madeOf } from './made-of.ts';

const SIDE_BY_SIDE = 64;
const RESYNC_MS = 10 * 60_000;

const { options, log, clock, chance, cluster, view, forget } = TOKEN;
const listeners = all(TOKEN.listener);

/** Who takes turns, and who calls for the next one. */
export const turns = new ContainerModule(({ bind }) => {
  bind(Performer).toResolvedValue(...performer);
  bind(Rivals).toResolvedValue(...rivals);
  bind(Reconciler).toResolvedValue(...reconciler);
  bind(Queue).toResolvedValue(...queue);
});

const performer = madeOf({ cluster, listeners, clock, log }, ({ cluster: { canaries, events }, ...ports }) => {
  return new Performer({ canaries, events, ...ports });
});

const rivals = madeOf({ cluster, wakes: Wakes }, ({ cluster: { canaries }, wakes }) => {
  return new Rivals({ canaries, wake: (key) => wakes.wake(key) });
});

const reconciler = madeOf(
  {
    options,
    cluster,
    view,
    forget,
    meshes: Meshes,
    rivals: Rivals,
    performer: Performer,
    lives: Lives,
    writing: Writing,
    ownership: Ownership,
    listeners,
    clock,
    chance,
    log,
  },
  ({ options: { canaries: wanted, metrics }, cluster: seen, writing, ownership, ...ports }) =>
    new Reconciler({
      ...ports,
      canaries: seen.canaries,
      endTurn: (key) => seen.endTurn(key),
      isOurs: (key) => ownership.isOurs(key),
      mayWrite: (namespace) => writing.isAllowed(namespace),
      isWithinNamespace: wanted.isWithinNamespace,
      kstatusConditions: wanted.kstatusConditions,
      settleMs: wanted.settleMs,
      metricsDelayMs: metrics.delayMs,
      minIntervalMs: wanted.minIntervalMs,
    }),
);

const queue = madeOf({ takes: Reconciler, wakes: Wakes, clock, log }, ({ takes, wakes, ...ports }) => {
  const made = new Queue((key) => takes.turn(key), {
    ...ports,
    parallel: SIDE_BY_SIDE,
    resyncMs: RESYNC_MS,
    explain: (...failure) => takes.explain(...failure),
  });
  wakes.wake = (key) => made.wake(key);
  return made;
});
