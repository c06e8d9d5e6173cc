import type { Log } from '@flagger/api';
import type { Resource } from '../client/resource.ts';
import type { Restores } from './restores.ts';
import type { Sink } from './sink.ts';
import type { Transport } from '../client/transport.ts';

/**
 * How a kind can be read now. `starting`: not yet. `watched`: the sink knows all, or did until a moment ago, half a minute
 * where the cluster lets us list but not watch. `by-name`: it refuses to list as well, or cannot. `refused`: so it does from the
 * start, of a kind that is never read by name. `absent`: the cluster does not serve the kind.
 */
export type Mode = 'starting' | 'watched' | 'by-name' | 'refused' | 'absent';

export interface ReflectorOptions {
  readonly transport: Transport;
  readonly resource: Resource;
  /** Only this namespace; everywhere if undefined. */
  readonly namespace?: string | undefined;
  /** Whether nothing but the objects' metadata is asked for. */
  readonly isMetadataOnly?: boolean | undefined;
  readonly sink: Sink;
  readonly log: Log;
  /** Who is told that the cluster went back in time. */
  readonly restores: Restores;
  /** Whether the cluster's own word is that it serves the kind: asked before a 404 is believed. */
  readonly isServed: () => Promise<boolean>;
  /** Whether the kind is never read by name, however long it is refused. */
  readonly isAlwaysWatched?: boolean | undefined;
  /** The newest resourceVersion that a reflector before this one saw. */
  readonly seen?: string | undefined;
  readonly onMode?: ((mode: Mode) => void) | undefined;
  readonly timings?: Partial<ReflectorTimings> | undefined;
}

/** All in ms, but for `watchSeconds`. */
export interface ReflectorTimings {
  /** A stream on which nothing came for so long is dead or deaf; bookmarks come about once a minute. */
  readonly silenceMs: number;
  /** After so many seconds to twice as many, at random, the server is to end a stream. */
  readonly watchSeconds: number;
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
  /** A stream that lived so long is in good health. */
  readonly healthyMs: number;
  /** How long until a kind that is absent is looked for again. */
  readonly absentMs: number;
  /** A kind that is refused for so long, or cannot be listed, is listed again and again, or else read by name. */
  readonly refusedMs: number;
  /** The longest time until what was refused is tried again. */
  readonly refusedPauseMs: number;
}

export const TIMINGS: ReflectorTimings = {
  silenceMs: 180_000,
  watchSeconds: 300,
  firstPauseMs: 250,
  longestPauseMs: 10_000,
  healthyMs: 10_000,
  absentMs: 30_000,
  refusedMs: 60_000,
  refusedPauseMs: 30_000,
};
