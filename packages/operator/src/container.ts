import type { Canary, Checks, Clock, Listener, Log, MeshProvider } from '@flagger/api';
import { alertListener, BackgroundSender, eventWebhookListener, globalChat } from '@flagger/alerts';
import { createChecks, metricsServerProblem, type ChecksOptions } from '@flagger/checks';
import { Answers, Meshes, Performer, Queue, Reconciler, Repairs, Since, Told, type View } from '@flagger/controller';
import { createCluster, createWorkloads, fencedConnection, type Cluster } from '@flagger/kubernetes';
import { appmesh, appmeshV1beta2 } from '@flagger/provider-appmesh';
import { istio } from '@flagger/provider-istio';
import { kubernetes } from '@flagger/provider-kubernetes';
import { smi } from '@flagger/provider-smi';
import { Container, ContainerModule, type ServiceIdentifier } from 'inversify';
import { systemClock } from './clock.ts';
import { alertsOfLeader, checksOfLeader, connectionOf, electionOf } from './election.ts';
import { logListener } from './log-listener.ts';
import type { Options } from './options.ts';
import { Program } from './program.ts';
import { Standby } from './standby.ts';
import { telemetry, type Telemetry } from './telemetry.ts';
import { Writing } from './writing.ts';

const token = <T>(what: string): ServiceIdentifier<T> => Symbol(what);

/** What can be bound that is no class. */
export const TOKEN = {
  options: token<Options>('options'),
  log: token<Log>('log'),
  clock: token<Clock>('clock'),
  mesh: token<MeshProvider>('mesh provider'),
  listener: token<Listener>('listener'),
  telemetry: token<Telemetry>('telemetry'),
  cluster: token<Cluster>('cluster'),
  view: token<(key: string) => View>('view of one canary'),
  checks: token<Checks>('checks'),
  checksOptions: token<ChecksOptions>('options of the checks'),
};

/** The wake of the queue, which is made after those who wake. */
class Wakes {
  wake: (key: string) => void = () => undefined;
}

const SIDE_BY_SIDE = 64;
const RESYNC_MS = 10 * 60_000;

/** The meshes; a new one is one line here. */
const meshes = new ContainerModule(({ bind }) => {
  [istio, ...smi, appmesh, appmeshV1beta2, kubernetes].forEach((mesh) => bind(TOKEN.mesh).toConstantValue(mesh));
});

/** What speaks to the world outside. */
const ports = new ContainerModule(({ bind }) => {
  bind(TOKEN.clock).toConstantValue(systemClock);
  bind(TOKEN.telemetry)
    .toResolvedValue((options: Options) => telemetry(options.meshProvider), [TOKEN.options])
    .inSingletonScope();
  bind(TOKEN.listener)
    .toResolvedValue(({ listener }: Telemetry) => listener, [TOKEN.telemetry])
    .inSingletonScope();
  bind(TOKEN.listener)
    .toResolvedValue((log: Log) => logListener(log), [TOKEN.log])
    .inSingletonScope();
  bind(BackgroundSender)
    .toResolvedValue(
      (clock: Clock, log: Log, { onDelivered }: Telemetry) => new BackgroundSender({ clock, log, onDelivered }),
      [TOKEN.clock, TOKEN.log, TOKEN.telemetry],
    )
    .inSingletonScope();
  bind(TOKEN.listener)
    .toResolvedValue(
      (sender: BackgroundSender, clock: Clock, { eventWebhook }: Options) =>
        eventWebhookListener({ sender, clock, eventWebhook }),
      [BackgroundSender, TOKEN.clock, TOKEN.options],
    )
    .inSingletonScope();
  bind(TOKEN.listener)
    .toResolvedValue(
      (sender: BackgroundSender, log: Log, options: Options, writing: Writing) =>
        alertsOfLeader(
          alertListener({ sender, log, chat: globalChat(options), clusterName: options.clusterName }),
          writing,
        ),
      [BackgroundSender, TOKEN.log, TOKEN.options, Writing],
    )
    .inSingletonScope();
  bind(TOKEN.cluster)
    .toResolvedValue(
      (options: Options, log: Log, { onRequest }: Telemetry, writing: Writing) =>
        createCluster({
          connection: options.election
            ? fencedConnection(connectionOf(options), () => writing.isAllowed)
            : connectionOf(options),
          namespace: options.namespace,
          log,
          onRequest,
        }),
      [TOKEN.options, TOKEN.log, TOKEN.telemetry, Writing],
    )
    .inSingletonScope();
  bind(TOKEN.checksOptions)
    .toResolvedValue(
      ({ metricsServer }: Options, known: Meshes, clock: Clock, log: Log) => ({
        metricsServer,
        mesh: (canary: Canary) => known.providerOf(canary.spec.provider),
        clock,
        log,
      }),
      [TOKEN.options, Meshes, TOKEN.clock, TOKEN.log],
    )
    .inSingletonScope();
  bind(TOKEN.checks)
    .toResolvedValue(
      (options: ChecksOptions, writing: Writing) => checksOfLeader(createChecks(options), writing),
      [TOKEN.checksOptions, Writing],
    )
    .inSingletonScope();
  bind(TOKEN.view).toResolvedValue(viewOf, [TOKEN.options, TOKEN.cluster, TOKEN.clock]).inSingletonScope();
  bind(Standby)
    .toResolvedValue(
      (cluster: Cluster, view: (key: string) => View, known: Meshes) =>
        new Standby({ canaries: cluster.canaries, view, meshes: known, forget: (key) => cluster.forget(key) }),
      [TOKEN.cluster, TOKEN.view, Meshes],
    )
    .inSingletonScope();
});

/** What lasts longer than a turn. */
const memories = new ContainerModule(({ bind }) => {
  [Repairs, Since, Told, Wakes, Writing].forEach((memory) =>
    bind<object>(memory)
      .toResolvedValue(() => new memory())
      .inSingletonScope(),
  );
  bind(Meshes)
    .toResolvedValue(
      (providers: MeshProvider[], options: Options) => new Meshes(providers, options.meshProvider, options.mesh),
      [{ serviceIdentifier: TOKEN.mesh, isMultiple: true }, TOKEN.options],
    )
    .inSingletonScope();
  bind(Answers)
    .toResolvedValue(
      (checks: Checks, clock: Clock, log: Log, listeners: Listener[], wakes: Wakes) =>
        new Answers({ checks, clock, log, listeners, wake: (key) => wakes.wake(key) }),
      [TOKEN.checks, TOKEN.clock, TOKEN.log, { serviceIdentifier: TOKEN.listener, isMultiple: true }, Wakes],
    )
    .inSingletonScope();
});

const controller = new ContainerModule(({ bind }) => {
  bind(Performer)
    .toResolvedValue(
      (cluster: Cluster, listeners: Listener[], clock: Clock, told: Told, since: Since, repairs: Repairs) =>
        new Performer({ canaries: cluster.canaries, events: cluster.events, listeners, clock, told, since, repairs }),
      [TOKEN.cluster, { serviceIdentifier: TOKEN.listener, isMultiple: true }, TOKEN.clock, Told, Since, Repairs],
    )
    .inSingletonScope();
  bind(Reconciler)
    .toResolvedValue(reconciler, [
      TOKEN.options,
      TOKEN.cluster,
      TOKEN.view,
      TOKEN.clock,
      TOKEN.log,
      { serviceIdentifier: TOKEN.listener, isMultiple: true },
      Meshes,
      Performer,
      Answers,
      Since,
      Told,
      Repairs,
      Writing,
    ])
    .inSingletonScope();
  bind(Queue)
    .toResolvedValue(
      (turns: Reconciler, clock: Clock, log: Log, wakes: Wakes) => {
        const queue = new Queue((key) => turns.turn(key), {
          clock,
          log,
          parallel: SIDE_BY_SIDE,
          resyncMs: RESYNC_MS,
          explain: (...failure) => turns.explain(...failure),
        });
        wakes.wake = (key) => queue.wake(key);
        return queue;
      },
      [Reconciler, TOKEN.clock, TOKEN.log, Wakes],
    )
    .inSingletonScope();
  bind(Program)
    .toResolvedValue(
      (
        options: Options,
        cluster: Cluster,
        queue: Queue,
        answers: Answers,
        measured: Telemetry,
        log: Log,
        writing: Writing,
        checks: ChecksOptions,
        sender: BackgroundSender,
        standby: Standby,
      ) =>
        new Program({
          election: electionOf(options, { log, standby, onRequest: measured.onRequest }),
          cluster,
          queue,
          answers,
          sender,
          telemetry: measured,
          log,
          port: options.port,
          writing,
          metricsServerProblem: (signal) => metricsServerProblem(checks, signal),
        }),
      [
        TOKEN.options,
        TOKEN.cluster,
        Queue,
        Answers,
        TOKEN.telemetry,
        TOKEN.log,
        Writing,
        TOKEN.checksOptions,
        BackgroundSender,
        Standby,
      ],
    )
    .inSingletonScope();
});

function reconciler(
  { settleMs, minIntervalMs }: Options,
  cluster: Cluster,
  view: (key: string) => View,
  clock: Clock,
  log: Log,
  listeners: Listener[],
  known: Meshes,
  performer: Performer,
  answers: Answers,
  since: Since,
  told: Told,
  repairs: Repairs,
  writing: Writing,
): Reconciler {
  return new Reconciler({
    canaries: cluster.canaries,
    view,
    forget: (key) => cluster.forget(key),
    mayWrite: () => writing.isAllowed,
    meshes: known,
    performer,
    answers,
    since,
    told,
    repairs,
    listeners,
    clock,
    log,
    settleMs,
    minIntervalMs,
  });
}

function viewOf(
  { selectorLabels, includeLabelPrefix, trackConfigs }: Options,
  cluster: Cluster,
  clock: Clock,
): (key: string) => View {
  const options = { selectorLabels, includeLabelPrefix, trackConfigs };
  return (key) => ({
    objects: cluster.objects(key),
    workloads: (objects) =>
      createWorkloads({ objects, configs: cluster.configs(key), options, now: () => clock.now() }),
  });
}

/** Everything the program is made of. */
export function container(options: Options, log: Log): Container {
  const made = new Container();
  made.bind(TOKEN.options).toConstantValue(options);
  made.bind(TOKEN.log).toConstantValue(log);
  made.load(meshes, ports, memories, controller);
  return made;
}
