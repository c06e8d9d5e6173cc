import type { Clock, Log } from '@flagger/api';
import { type Container, environmentOf, type Pod, serves, tagOf } from '../../workloads/index.ts';
import { randomFrom } from '../random.ts';
import type { Answer, Server, Source } from '../router/request.ts';
import type { Target } from '../router/upstream.ts';
import type { PodLabels, PodTelemetry } from '../telemetry/podinfo.ts';
import { workloadOf } from '../telemetry/workload.ts';
import { bookinfoOf, type BookinfoPod } from './bookinfo.ts';
import { type PodServer, type PodServerOptions, startPodServer } from './pod-server.ts';
import { reply } from './reply.ts';
import { alsoFailing, type Trouble, troubleOf } from './trouble.ts';

export interface FleetOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly telemetry: PodTelemetry;
  /** Decides, with the pod's name, which answers fail. */
  readonly seed: string;
  /** Hears of a pod whose server has ended. */
  readonly ended: (pod: Pod) => void;
  /** Sends a request of a pod through the mesh. */
  readonly request: (asked: { readonly url: string; readonly source: Source }) => Promise<Answer>;
  /** How long a pod that is deleted goes on answering, in ms. */
  readonly drainMs: number;
}

interface Application {
  readonly version: string;
  readonly answer: PodServerOptions['reply'];
}

type Failures = Trouble['failures'];

interface Running {
  readonly pod: Pod;
  readonly started: Promise<PodServer>;
  target: Target | undefined;
  isEnding: boolean;
}

/** The servers of all pods that serve, in this process. */
export class Fleet {
  private readonly running = new Map<string, Running>();
  private readonly timers = new Set<() => void>();
  private shared: Failures = [];

  constructor(private readonly options: FleetOptions) {}

  /**
   * Takes note of the pods that there are: starts servers for those that serve now, and lets those end whose pods are
   * deleted.
   */
  see(pods: readonly Pod[]): void {
    const alive = new Set(
      pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined).map(({ metadata }) => metadata.uid),
    );
    for (const pod of pods) {
      if (serves(pod) && !this.running.has(pod.metadata.uid)) {
        this.start(pod);
      }
    }
    for (const [uid, each] of this.running) {
      if (!alive.has(uid) && !each.isEnding) {
        this.drain(each);
      }
    }
  }

  /** From now on these shares of answers fail in all pods alike, whatever their version. */
  fail(shared: Failures): void {
    this.shared = shared;
  }

  /** Where a pod can be reached; undefined before its server has started and after it has ended. */
  target({ metadata }: Pod): Target | undefined {
    return this.running.get(metadata.uid)?.target;
  }

  /** Settles when every server that was started listens. */
  async ready(): Promise<void> {
    await Promise.all(Array.from(this.running.values(), ({ started }) => started));
  }

  /** Ends all servers. */
  async stop(): Promise<void> {
    for (const cancel of this.timers) {
      cancel();
    }
    await Promise.all(Array.from(this.running.values(), (each) => this.end(each)));
  }

  private start(pod: Pod): void {
    const { clock, log, telemetry, seed } = this.options;
    const [container = { name: '' }] = pod.spec.containers;
    const trouble = troubleOf(container);
    for (const sentence of trouble.unread) {
      log.warn('setting of a pod is ignored', {
        pod: pod.metadata.name,
        namespace: pod.metadata.namespace,
        because: sentence,
      });
    }
    const { version, answer } = this.application(pod, container);
    const random = randomFrom(`${seed}/${pod.metadata.name}`);
    const started = startPodServer({
      reply: answer,
      trouble: () => alsoFailing(trouble, this.shared),
      clock,
      random,
      answered: (request, seconds) => telemetry.count(podLabels(pod), request, seconds),
    });
    const running: Running = { pod, started, target: undefined, isEnding: false };
    this.running.set(pod.metadata.uid, running);
    void started.then(
      ({ origin }) => (running.target = { origin, server: serverOf(pod, version) }),
      (error: unknown) => log.error('server of a pod cannot start', { pod: pod.metadata.name, error }),
    );
  }

  /** What runs in a pod: Bookinfo, where its image says so, else podinfo. */
  private application(pod: Pod, container: Container): Application {
    const hostname = pod.metadata.name;
    const bookinfo = bookinfoOf(container);
    if (bookinfo !== undefined) {
      const source = {
        namespace: pod.metadata.namespace,
        workload: workloadOf(pod),
        labels: pod.metadata.labels ?? {},
      };
      const ask: BookinfoPod['ask'] = (asked) => this.options.request({ ...asked, source });
      return { version: bookinfo.version, answer: (call) => bookinfo.reply(call, { hostname, ask }) };
    }
    const version = tagOf(container);
    const color = environmentOf(container, 'PODINFO_UI_COLOR') ?? '#34577c';
    const message = environmentOf(container, 'PODINFO_UI_MESSAGE') ?? `greetings from podinfo v${version}`;
    return { version, answer: (call) => reply({ hostname, version, color, message }, call) };
  }

  private drain(running: Running): void {
    running.isEnding = true;
    const cancel = this.options.clock.after(this.options.drainMs, () => {
      this.timers.delete(cancel);
      void this.end(running);
    });
    this.timers.add(cancel);
  }

  private async end(running: Running): Promise<void> {
    const { pod, started } = running;
    this.running.delete(pod.metadata.uid);
    this.forget(pod);
    await started.then(
      (server) => server.stop(),
      () => undefined,
    );
    // what was still under way has been counted meanwhile
    this.forget(pod);
  }

  private forget(pod: Pod): void {
    this.options.telemetry.forget(podLabels(pod));
    this.options.ended(pod);
  }
}

function serverOf(pod: Pod, version: string): Server {
  const { name, namespace, labels = {} } = pod.metadata;
  return { pod: name, namespace, version, workload: workloadOf(pod), app: labels.app, labelled: labels.version };
}

const podLabels = ({ metadata: { name, namespace, labels } }: Pod): PodLabels => ({
  kubernetes_namespace: namespace,
  kubernetes_pod_name: name,
  app: labels?.app ?? '',
});
