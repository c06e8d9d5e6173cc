import type { KubeObject, Log } from '@flagger/api';
import {
  type Client,
  fieldsOf,
  follow,
  type Followed,
  itemsOf,
  keyOf,
  numberOf,
  type Resource,
  systemClock,
  textOf,
} from '../client/index.ts';
import { versionOf } from '../mesh/index.ts';

/** An event of the Canary, as its owner sees it. */
export interface SeenEvent {
  readonly type: string;
  readonly message: string;
}

/** A metric by which canary and primary are compared. */
export interface Compared {
  readonly name: string;
  /** undecided, safe or worse. */
  readonly verdict: string;
  readonly message: string;
}

/** The Canary as it is now. */
export interface SeenCanary {
  readonly phase: string;
  readonly weight: number;
  readonly iterations: number;
  readonly failedChecks: number;
  readonly spec: Readonly<Record<string, unknown>>;
  /** How each compared metric stands, in a sentence. */
  readonly compared: readonly Compared[];
  /** Sentences of the conditions that say that it cannot go on. */
  readonly troubles: readonly string[];
}

/** Everything that is watched while a story is told. */
export class Seen {
  private readonly canaries: Followed<KubeObject>;
  private readonly deployments: Followed<KubeObject>;
  private readonly services: Followed<KubeObject>;
  private readonly told = new Map<string, number>();
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly options: {
      readonly client: Client;
      readonly log: Log;
      readonly signal: AbortSignal;
      readonly onEvent: (event: SeenEvent) => void;
    },
  ) {
    const changed = (): void => this.listeners.forEach((listener) => listener());
    this.canaries = follow({
      ...options,
      clock: systemClock,
      resource: anyOf('flagger.app/v1beta1', 'Canary', 'canaries'),
      changed,
    });
    this.deployments = follow({
      ...options,
      clock: systemClock,
      resource: anyOf('apps/v1', 'Deployment', 'deployments'),
      changed,
    });
    this.services = follow({
      ...options,
      clock: systemClock,
      resource: anyOf('serving.knative.dev/v1', 'Service', 'services'),
      changed,
    });
    follow({
      ...options,
      clock: systemClock,
      resource: anyOf('v1', 'Event', 'events'),
      changed: (_, event) => this.hear(event),
    });
  }

  /** Settles as soon as it holds, or throws the complaint when the time is over; `isPaused` stops the time. */
  async until(
    holds: () => boolean,
    {
      ms,
      complaint,
      isPaused,
    }: { readonly ms: number; readonly complaint: () => string; readonly isPaused: () => boolean },
  ): Promise<void> {
    let left = ms;
    while (!holds()) {
      this.options.signal.throwIfAborted();
      if (left <= 0) {
        throw new Error(complaint());
      }
      const from = performance.now();
      await this.change(CHANGE_MS);
      if (!isPaused()) {
        left -= performance.now() - from;
      }
    }
  }

  canary(key: string): SeenCanary | undefined {
    const found = this.canaries.kept.get(key);
    return found && canaryOf(found);
  }

  /** The tags of what serves users and of the target, by whose key; empty where there is none. */
  versions(key: string): Readonly<Record<'primary' | 'canary', string>> {
    const tagAt = (name: string): string => tagIn(this.deployments.kept.get(name));
    const service = this.services.kept.get(key);
    if (service === undefined) {
      return { primary: tagAt(`${key}-primary`), canary: tagAt(key) };
    }
    const { namespace, annotations } = service.metadata;
    const revision = annotations?.['flagger.app/primary-revision'] ?? '';
    return { primary: tagAt(`${namespace ?? ''}/${revision}-deployment`), canary: tagIn(service) };
  }

  /** Settles with the next change, or after so many ms. */
  private async change(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.listeners.delete(done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.listeners.add(done);
    });
  }

  /** An event that happens again has a greater count. */
  private hear(event: KubeObject | undefined): void {
    if (event === undefined) {
      return;
    }
    const { involvedObject, count, type, message } = fieldsOf(event);
    const key = keyOf(event);
    const times = numberOf(count) ?? 1;
    if (fieldsOf(involvedObject).kind !== 'Canary' || times <= (this.told.get(key) ?? 0)) {
      return;
    }
    this.told.set(key, times);
    this.options.onEvent({ type: textOf(type) ?? 'Normal', message: textOf(message) ?? '' });
  }
}

const CHANGE_MS = 250;

/** The tag of the first image of a workload. */
function tagIn(workload: KubeObject | undefined): string {
  const { template } = fieldsOf(fieldsOf(workload).spec);
  const image = textOf(fieldsOf(itemsOf(fieldsOf(fieldsOf(template).spec).containers)[0]).image);
  return image === undefined ? '' : versionOf({ image });
}

function anyOf(apiVersion: string, kind: string, plural: string): Resource {
  return { apiVersion, kind, plural, accepts: (object): object is KubeObject => object.metadata.name !== '' };
}

function canaryOf(object: KubeObject): SeenCanary {
  const { spec, status } = fieldsOf(object);
  const { phase, canaryWeight, iterations, failedChecks, conditions, analysis } = fieldsOf(status);
  const isTrouble = ({ type, status: state }: Readonly<Record<string, unknown>>): boolean =>
    (type === 'Accepted' && state === 'False') || (type === 'Held' && state === 'True');
  return {
    phase: textOf(phase) ?? '',
    weight: numberOf(canaryWeight) ?? 0,
    iterations: numberOf(iterations) ?? 0,
    failedChecks: numberOf(failedChecks) ?? 0,
    spec: fieldsOf(spec),
    compared: itemsOf(fieldsOf(analysis).metrics).map(fieldsOf).map(comparedOf),
    troubles: itemsOf(conditions)
      .map(fieldsOf)
      .filter(isTrouble)
      .flatMap(({ message }) => textOf(message) ?? []),
  };
}

const comparedOf = ({ name, verdict, message }: Readonly<Record<string, unknown>>): Compared => ({
  name: textOf(name) ?? '',
  verdict: textOf(verdict) ?? '',
  message: textOf(message) ?? '',
});
