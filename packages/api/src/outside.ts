import type { Routes } from './routes.ts';
import type { Canary, CanaryStatus, Phase, WebhookType } from './canary.ts';
import type { ObjectMeta } from './objects.ts';
import type { PodTrouble, Side } from './pods.ts';
import type { EventType, Severity, ToldEvent } from './telling.ts';

/**
 * Something only the world outside can answer. `id` is derived from the step it belongs to: the same question asked
 * again after a crash carries the same id, and hooks get it in the header `X-Flagger-Id`.
 */
export interface Question {
  /** `<step>.<hash>`: questions of one step share the first part. */
  readonly id: string;
  readonly what: QuestionKind;
  /** What hooks are told as the phase. */
  readonly phase: Phase;
  /** Digest of the revision and its configs, for hooks. */
  readonly checksum: string;
  /** The check session that it belongs to, `<step>.<number>`: all questions of one session are judged together. */
  readonly session: string;
  /** Of a check that compares: the seconds (Unix time) in which requests are counted. */
  readonly window?: CountingWindow;
  /** What queries call `route`, where the target knows it and not the spec: a revision of Knative. */
  readonly route?: string;
  /** The same of the primary. */
  readonly primaryRoute?: string;
}

/** Whole seconds since the epoch; what happened after `from` and up to `to`. */
export interface CountingWindow {
  readonly from: number;
  readonly to: number;
}

export type QuestionKind =
  | 'check' // rollout hooks in spec order, then built-in metrics, then templates, ending at the first that decides
  | 'metrics-online' // can every metrics server be reached?
  | `${Side}-pods` // why do they not get ready?
  | Exclude<WebhookType, '' | 'rollout' | 'event'>;

/** What was found out; ports find, the engine judges. */
export type Finding =
  | {
      readonly kind: 'reply';
      readonly hook: WebhookType;
      readonly name: string;
      readonly ok: boolean;
      readonly message: string;
      /** Nobody answered, or only a proxy on the way: `message` says why. */
      readonly isUnreached?: true;
    }
  | MetricFinding
  | CountsFinding
  | { readonly kind: 'online'; readonly problem?: string }
  | { readonly kind: 'pods'; readonly trouble?: PodTrouble };

export interface MetricFinding {
  readonly kind: 'metric';
  readonly name: string;
  /** Its place among the metrics of the Canary; undefined: the first of its name. */
  readonly index?: number;
  /** Which of Flagger's texts apply: the two built-in metrics, an inline query or a MetricTemplate. */
  readonly source: 'success-rate' | 'duration' | 'query' | 'template';
  /** The name that Flagger's texts give to who was asked, e.g. `istio` for built-in metrics. */
  readonly provider: string;
  /** What was asked, without secrets; undefined where nothing was. */
  readonly query?: string;
  /** The value; durations in milliseconds. Undefined where there is none. */
  readonly value?: number;
  /**
   * Why there is no value. `unreachable`: the metrics server did not answer. `no-values`: it answered without one.
   * `error`: it refused the query. `wiring`: there is nothing to ask (message is the whole text).
   */
  readonly problem?: { readonly kind: 'unreachable' | 'no-values' | 'error' | 'wiring'; readonly message: string };
}

/** Requests of canary and primary in one window, by one metric. */
export interface CountsFinding extends CountingWindow {
  readonly kind: 'counts';
  /** Of the metric. */
  readonly name: string;
  readonly seenFrom: string;
  /** One for failures; of durations one for each bound. Empty where nothing could be counted. */
  readonly tables: readonly CountedTable[];
  /** Of durations: slower than these, ms, ascending. */
  readonly bounds?: readonly number[];
  /** Each attempt counts, not each request: retries fail together. */
  readonly isByAttempt?: true;
  /** Requests are sent in turns, not by chance. */
  readonly isByTurns?: true;
  /** How many series were read; known once in a run. */
  readonly series?: number;
  /** What was asked. */
  readonly query?: string;
  /** Why nothing was counted. */
  readonly problem?: string;
}

/** How many requests each side got, and how many of them were events: failed, or slow. */
export interface CountedTable {
  readonly canary: { readonly n: number; readonly x: number };
  readonly primary: { readonly n: number; readonly x: number };
}

/** The engine's judgement of the findings, with what users are told about it. */
export interface Answer {
  readonly verdict: 'yes' | 'no' | 'hold';
  readonly says: readonly { readonly type: EventType; readonly message: string }[];
  readonly findings: readonly Finding[];
}

/**
 * Port: measures metrics and calls webhooks. Never throws for what the world answers; throws only when `signal`
 * aborts, or a Wait where the cluster cannot say now what a canary refers to.
 */
export interface Checks {
  find(question: Question, canary: Canary, signal: AbortSignal): Promise<readonly Finding[]>;
}

/** Port: the canaries themselves. */
export interface Canaries {
  /** Every key (`namespace/name`) in the cache. */
  keys(): readonly string[];
  /** As it is in the API, unparsed; undefined when gone. */
  read(key: string): RawCanary | undefined;
  /** Merge patch of the status subresource with resourceVersion; the answer goes into the cache. */
  writeStatus(canary: RawCanary, status: CanaryStatus): Promise<RawCanary>;
  /** Merge patch of metadata (finalizers), with resourceVersion. */
  writeMetadata(canary: RawCanary, metadata: Partial<ObjectMeta>): Promise<RawCanary>;
}

/** A Canary as read from the API: known to have a name, not known to make sense. */
export interface RawCanary {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta & { readonly namespace: string; readonly uid: string };
  readonly spec?: unknown;
  readonly status?: unknown;
}

/** Port: Kubernetes events about a canary. Writing the same id twice is done once. */
export interface Events {
  write(
    canary: RawCanary,
    event: { readonly type: EventType; readonly message: string; readonly id: string },
  ): Promise<void>;
}

/**
 * Port: hears what is told to people and what was decided, for alerts, event webhooks, metrics and the log. Never
 * throws, never delays.
 */
export interface Listener {
  event?(canary: Canary, event: ToldEvent): void;
  alert?(
    canary: Canary,
    alert: { readonly severity: Severity; readonly message: string; readonly isDetailed: boolean },
  ): void;
  status?(canary: Canary, before: CanaryStatus): void;
  finding?(canary: Canary, finding: Finding): void;
  /** How the mesh splits the traffic now: as it was read, or as it was just written. */
  routes?(canary: Canary, routes: Routes): void;
  turn?(canary: Canary, seconds: number): void;
  gone?(key: string): void;
}

/** Port: time, so that tests can hand in their own. */
export interface Clock {
  now(): number;
  /** Calls back once after `ms`; the returned function cancels. */
  after(ms: number, callback: () => void): () => void;
}

/** Port: the log. A constant message and keys; never a value inside the sentence, never a secret. */
export interface Log {
  debug(message: string, keys?: Readonly<Record<string, unknown>>): void;
  info(message: string, keys?: Readonly<Record<string, unknown>>): void;
  warn(message: string, keys?: Readonly<Record<string, unknown>>): void;
  error(message: string, keys?: Readonly<Record<string, unknown>>): void;
}
